package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.testing.LogLines;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

/** What a slot goes through after each answer, and after none. */
class SendMeterSlotsTest extends PaperMeterBed {
    @Test
    void a_lost_answer_is_asked_for_by_sending_the_same_bytes() {
        road.nextTakenWithoutAnswer();
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.settle();
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 UNKNOWN");

        june.due("150");
        lab.advanceTo("2025-06-01T01:10:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(road.requests).hasSize(2);
        assertThat(road.requests.getFirst()).isEqualTo(road.requests.getLast());
    }

    @Test
    void an_unknown_slot_counts_as_billed_and_does_not_hold_up_the_next_hour() {
        for (int i = 0; i < 60; i++) {
            road.next(new RecordAnswer.NoAnswer("timeout"));
        }
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.settle();
        june.due("130");
        lab.moveTo("2025-06-01T02:05:00Z");
        lab.node.hours.runDue(lab.instant());
        assertThat(june.quantities()).containsExactly(100L, 30L);
    }

    @Test
    void a_duplicate_after_a_lost_answer_is_our_own_record() {
        road.nextTakenWithoutAnswer();
        road.next(new RecordAnswer.Duplicate("ref-1"));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
    }

    private static final String SECRET = "sk_live_123";

    @Test
    void a_bug_of_ours_is_tried_three_times_then_a_persons_and_quotes_nothing() {
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 60; i++) {
                road.next(slots -> {
                    throw new IllegalStateException("a bug that quotes " + SECRET);
                });
            }
            lab.moveTo("2025-06-01T01:05:00Z");
            lab.node.settle();
            assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 UNKNOWN");

            lab.advanceTo("2025-06-01T01:30:00Z");
            assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
            assertThat(road.requests).hasSize(3);
            assertThat(lab.slots(acme).getFirst().error())
                    .startsWith("failed in Downbeat (IllegalStateException); see the log at 2025-06-01T01:05")
                    .doesNotContain(SECRET);
            assertThat(lab.alerts()).containsExactly("SLOT_PARKED");
            assertThat(log.about("and 0 more failed in Downbeat")).hasSize(3);
            assertThat(log.about("at io.downbeat")).as("one stack trace").hasSize(1);
            assertThat(log.toString()).contains("IllegalStateException").doesNotContain(SECRET);
            assertThat(everythingKept()).noneMatch(text -> text.contains(SECRET));
        }
    }

    @Test
    void what_passes_by_itself_is_tried_until_it_does() {
        for (int i = 0; i < 6; i++) {
            road.next(slots -> {
                throw new CannotAcquireLockException("a moment " + SECRET);
            });
        }
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(road.requests).hasSize(7);
        assertThat(everythingKept()).noneMatch(text -> text.contains(SECRET));
    }

    @Test
    void a_carrier_that_cannot_be_asked_because_of_us_is_asked_three_times() {
        try (LogLines log = new LogLines()) {
            road.next(new RecordAnswer.Submitted("ref-1"));
            road.reading = slot -> {
                throw new IllegalStateException("a bug that quotes " + SECRET);
            };
            lab.advanceTo("2025-06-01T02:00:00Z");
            assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
            assertThat(road.reads).isEqualTo(3);
            assertThat(lab.slots(acme).getFirst().error()).startsWith("failed in Downbeat (IllegalStateException)");
            assertThat(log.about("at io.downbeat")).hasSize(1);
            assertThat(log.toString()).doesNotContain(SECRET);
            assertThat(everythingKept()).noneMatch(text -> text.contains(SECRET));
        }
    }

    @Test
    void an_answer_that_cannot_be_written_down_is_no_reason_to_ask_until_the_window_ends() {
        for (int i = 0; i < 60; i++) {
            road.next(slots -> {
                // What the answer would become the database refuses.
                lab.sql
                        .sql("ALTER TABLE metering_record DROP CONSTRAINT IF EXISTS refused")
                        .update();
                lab.sql
                        .sql("ALTER TABLE metering_record ADD CONSTRAINT refused CHECK (state <> 'CONFIRMED')")
                        .update();
                return road.take(slots);
            });
        }
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(lab.slots(acme).getFirst().error()).contains("DataIntegrityViolationException on refused");
        assertThat(road.requests).hasSize(3);
    }

    private List<String> everythingKept() {
        return lab.sql.sql("""
            SELECT concat_ws(' ', error, error_code) FROM metering_record
            UNION ALL SELECT concat_ws(' ', outcome, detail) FROM metering_attempt
            UNION ALL SELECT detail FROM meter_alert
            """).query(String.class).list();
    }

    @Test
    void a_long_wait_is_kept_by_every_server_and_told() {
        ProviderConfiguration other = lab.aws(account, "{'buyer':'other'}");
        lab.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        road.batch = 1;
        road.next(new RecordAnswer.Throttled("slow down", Duration.ofMinutes(10)));
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.settle();
        assertThat(lab.alerts()).containsExactly("THROTTLED");
        assertThat(lab.sql
                        .sql("SELECT detail FROM meter_alert")
                        .query(String.class)
                        .single())
                .contains("2025-06-01T01:15:00Z");

        lab.moveTo("2025-06-01T01:14:59Z");
        lab.anotherNode().settle();
        assertThat(road.requests).as("a server that was not told itself").hasSize(1);
        lab.advanceTo("2025-06-01T01:20:00Z");
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 2));
        assertThat(lab.alerts()).isEmpty();
    }

    @Test
    void a_record_held_with_another_quantity_is_somebody_elses_even_after_a_lost_answer() {
        road.next(new RecordAnswer.NoAnswer("reset"));
        road.next(new RecordAnswer.QuantityConflict(99, "ref-9"));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(lab.slots(acme).getFirst().error())
                .contains("99 cents")
                .contains("100")
                .contains("ref-9");
        assertThat(lab.alerts()).containsExactly("SLOT_PARKED");
        assertThat(road.requests).hasSize(2);
    }

    @Test
    void a_wait_that_the_marketplace_asks_for_is_kept_by_the_whole_account() {
        ProviderConfiguration other = lab.aws(account, "{'buyer':'other'}");
        lab.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        road.batch = 1;
        road.next(new RecordAnswer.Throttled("slow down", Duration.ofMinutes(10)));
        lab.advanceTo("2025-06-01T01:14:59Z");
        assertThat(road.requests).hasSize(1);
        lab.advanceTo("2025-06-01T01:15:01Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(lab.texts(other)).containsExactly("2025-06-01T00:00:00Z 7 CONFIRMED");
        assertThat(road.requests).hasSize(3);
    }

    @Test
    void a_wait_past_the_end_of_the_window_ends_with_it() {
        road.window = Duration.ofHours(2);
        road.next(new RecordAnswer.Throttled("slow down", Duration.ofDays(1)));
        lab.advanceTo("2025-06-01T01:59:59Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PENDING");
        lab.advanceTo("2025-06-01T02:00:00Z");
        assertThat(lab.texts(acme)).startsWith("2025-06-01T00:00:00Z 100 EXPIRED");
        assertThat(road.requests).hasSize(1);
    }

    @Test
    void a_duplicate_without_a_lost_answer_is_somebody_elses_record_and_needs_a_person() {
        road.next(new RecordAnswer.Duplicate(null));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(lab.alerts()).containsExactly("SLOT_PARKED");
        assertThat(june.settle(100)).isInstanceOf(Settlement.Waiting.class);
    }

    @Test
    void a_person_gives_a_parked_slots_amount_back_to_the_pool() {
        road.next(new RecordAnswer.Duplicate(null));
        lab.advanceTo("2025-06-01T01:30:00Z");
        UUID slot =
                lab.sql.sql("SELECT id FROM metering_record").query(UUID.class).single();
        lab.parked.isNotHeld(slot, "CloudTrail has no such record");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 REJECTED", "2025-06-01T01:00:00Z 100 CONFIRMED");
        assertThat(lab.alerts()).isEmpty();
        assertThatThrownBy(() -> lab.parked.isHeld(slot, "x")).hasMessageContaining("no parked meter slot");
    }

    @Test
    void a_refused_record_rides_in_the_next_hour() {
        road.next(new RecordAnswer.NotSubscribed());
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 REJECTED", "2025-06-01T01:00:00Z 100 CONFIRMED");
        assertThat(lab.alerts()).isEmpty();
    }

    @Test
    void a_refusal_after_a_lost_answer_leaves_open_what_the_marketplace_holds() {
        road.nextTakenWithoutAnswer();
        road.next(new RecordAnswer.NotSubscribed());
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
    }

    @Test
    void a_slot_that_never_arrived_expires_with_its_window_and_its_amount_goes_on() {
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        lab.moveTo("2025-06-01T06:00:00Z");
        lab.node.sending.runDue(lab.instant());
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 EXPIRED");
        lab.advanceTo("2025-06-01T06:05:00Z");
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 EXPIRED", "2025-06-01T05:00:00Z 100 CONFIRMED");
        assertThat(road.requests).hasSize(1);
    }

    @Test
    void a_slot_is_still_sent_in_the_last_second_of_its_window() {
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        lab.moveTo("2025-06-01T05:59:59Z");
        lab.node.sending.runDue(lab.instant());
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
    }

    @Test
    void a_slot_without_an_answer_until_its_window_is_over_needs_a_person_and_bills_nobody_twice() {
        for (int i = 0; i < 200; i++) {
            road.next(new RecordAnswer.NoAnswer("timeout"));
        }
        lab.advanceTo("2025-06-01T06:05:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(lab.alerts()).containsExactly("SLOT_PARKED");
    }

    @Test
    void an_alert_goes_up_at_half_of_the_window() {
        for (int i = 0; i < 200; i++) {
            road.next(new RecordAnswer.NoAnswer("timeout"));
        }
        lab.advanceTo("2025-06-01T02:59:00Z");
        assertThat(lab.alerts()).isEmpty();
        lab.advanceTo("2025-06-01T03:15:00Z");
        assertThat(lab.alerts()).containsExactly("DEADLINE_NEAR");
        road.script.clear();
        lab.advanceTo("2025-06-01T03:30:00Z");
        assertThat(lab.alerts()).isEmpty();
    }

    @Test
    void throttling_costs_no_certainty() {
        road.next(new RecordAnswer.Throttled("slow down"));
        road.next(new RecordAnswer.Unprocessed());
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.slots(acme).getFirst().attempts()).isEqualTo(3);
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(lab.sql
                        .sql("SELECT unanswered FROM metering_record")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void an_account_that_refuses_us_keeps_its_slots_until_its_credentials_are_mended() {
        for (int i = 0; i < 200; i++) {
            road.next(new RecordAnswer.AccountRefused("AccessDenied", "no"));
        }
        lab.advanceTo("2025-06-01T02:10:00Z");
        june.due("150");
        lab.advanceTo("2025-06-01T03:10:00Z");
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 PENDING", "2025-06-01T02:00:00Z 50 PENDING");
        assertThat(lab.alerts()).contains("ACCOUNT_REFUSED");

        road.script.clear();
        lab.mend(account);
        lab.node.settle();
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED", "2025-06-01T02:00:00Z 50 CONFIRMED");
        assertThat(lab.alerts()).isEmpty();
    }

    @Test
    void one_bad_record_is_found_by_halving_and_the_others_go_through() {
        for (int i = 0; i < 24; i++) {
            lab.draft(lab.aws(account, "{'buyer':'b" + i + "'}"), "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                    .due("10");
        }
        IntStream.range(0, 40)
                .forEach(i -> road.next(slots -> slots.stream()
                                .anyMatch(slot -> slot.buyerKey().equals("paper/b13"))
                        ? new BatchAnswer.OneIsBad(
                                new RecordAnswer.Refused("InvalidLicenseException", "bad"), BatchAnswer.Receipt.NONE)
                        : road.take(slots)));
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        lab.node.sending.runDue(lab.instant());

        assertThat(road.requests.getFirst()).hasSize(25);
        assertThat(road.requests.size()).isLessThanOrEqualTo(11);
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 24, "REJECTED", 1));
        assertThat(lab.sql
                        .sql("SELECT max(unanswered) FROM metering_record")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void at_most_twenty_five_records_travel_together_and_products_never_mix() {
        for (int i = 0; i < 30; i++) {
            String product = i % 2 == 0 ? "even" : "odd";
            lab.draft(
                            lab.aws(account, "{'buyer':'b" + i + "','product':'" + product + "'}"),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("10");
        }
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 31));
        assertThat(road.requests).hasSize(3);
    }

    @Test
    void an_account_gets_a_burst_of_ten_requests_and_then_five_a_second() {
        road.batch = 1;
        for (int i = 0; i < 30; i++) {
            lab.draft(lab.aws(account, "{'buyer':'b" + i + "'}"), "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                    .due("10");
        }
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.settle();
        assertThat(road.requests).hasSize(10);
        lab.advanceTo("2025-06-01T01:05:01Z");
        assertThat(road.requests).hasSize(15);
        lab.advanceTo("2025-06-01T01:05:05Z");
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 31));
        assertThat(road.requests).hasSize(31);
    }

    @Test
    void a_server_that_dies_between_intent_and_answer_leaves_a_slot_that_another_settles() {
        road.next(slots -> {
            road.take(slots);
            throw new Killed();
        });
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        assertThatThrownBy(() -> lab.node.sending.runDue(lab.instant())).isInstanceOf(Killed.class);
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 SENDING");

        MeterLab.Node other = lab.anotherNode();
        assertThat(other.sending.runDue(lab.instant()))
                .as("the lease still holds")
                .isZero();
        assertThat(other.nextDue()).as("an advance waits for it").hasValue(lab.instant());
        lab.sql
                .sql("UPDATE metering_record SET lease_until = clock_timestamp()")
                .update();
        road.next(new RecordAnswer.Duplicate("ref-1"));
        assertThat(other.sending.runDue(lab.instant())).isOne();
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(road.held).hasSize(1);
    }

    @Test
    void a_server_that_lost_its_claim_changes_nothing() {
        road.next(slots -> {
            // Its lease ran out while it waited, and another server has finished the slot.
            lab.sql
                    .sql("UPDATE metering_record SET lease_until = clock_timestamp()")
                    .update();
            lab.anotherNode().sending.runDue(lab.instant());
            return new BatchAnswer.All(new RecordAnswer.NotSubscribed(), BatchAnswer.Receipt.NONE);
        });
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        lab.node.sending.runDue(lab.instant());
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
    }

    private Map<String, Integer> states() {
        Map<String, Integer> states = new HashMap<>();
        lab.sql
                .sql("SELECT state FROM metering_record")
                .query(String.class)
                .list()
                .forEach(state -> states.merge(state, 1, Integer::sum));
        return states;
    }

    private static final class Killed extends Error {}
}
