package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.metering.settlement.Settlement;
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
class SendMeteringRecordsTest extends FakeMarketplaceHarness {
    @Test
    void a_lost_answer_is_asked_for_by_sending_the_same_bytes() {
        connector.nextTakenWithoutAnswer();
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.settle();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 UNKNOWN");

        june.due("150");
        harness.advanceTo("2025-06-01T01:10:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(connector.requests).hasSize(2);
        assertThat(connector.requests.getFirst()).isEqualTo(connector.requests.getLast());
    }

    @Test
    void an_unknown_slot_counts_as_billed_and_does_not_hold_up_the_next_hour() {
        for (int i = 0; i < 60; i++) {
            connector.next(new RecordAnswer.NoAnswer("timeout"));
        }
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.settle();
        june.due("130");
        harness.moveTo("2025-06-01T02:05:00Z");
        harness.node.hours.runDue(harness.instant());
        assertThat(june.quantities()).containsExactly(100L, 30L);
    }

    @Test
    void a_duplicate_after_a_lost_answer_is_our_own_record() {
        connector.nextTakenWithoutAnswer();
        connector.next(new RecordAnswer.Duplicate("ref-1"));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
    }

    private static final String SECRET = "sk_live_123";

    @Test
    void a_bug_of_ours_is_tried_three_times_then_a_persons_and_quotes_nothing() {
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 60; i++) {
                connector.next(slots -> {
                    throw new IllegalStateException("a bug that quotes " + SECRET);
                });
            }
            harness.moveTo("2025-06-01T01:05:00Z");
            harness.node.settle();
            assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 UNKNOWN");

            harness.advanceTo("2025-06-01T01:30:00Z");
            assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
            assertThat(connector.requests).hasSize(3);
            assertThat(harness.slots(acme).getFirst().error())
                    .startsWith("failed in Downbeat (IllegalStateException); see the log at 2025-06-01T01:05")
                    .doesNotContain(SECRET);
            assertThat(harness.alerts()).containsExactly("SLOT_PARKED");
            assertThat(log.about("and 0 more failed in Downbeat")).hasSize(3);
            assertThat(log.about("at io.downbeat")).as("one stack trace").hasSize(1);
            assertThat(log.toString()).contains("IllegalStateException").doesNotContain(SECRET);
            assertThat(everythingKept()).noneMatch(text -> text.contains(SECRET));
        }
    }

    @Test
    void what_passes_by_itself_is_tried_until_it_does() {
        for (int i = 0; i < 6; i++) {
            connector.next(slots -> {
                throw new CannotAcquireLockException("a moment " + SECRET);
            });
        }
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(connector.requests).hasSize(7);
        assertThat(everythingKept()).noneMatch(text -> text.contains(SECRET));
    }

    @Test
    void a_carrier_that_cannot_be_asked_because_of_us_is_asked_three_times() {
        try (LogLines log = new LogLines()) {
            connector.next(new RecordAnswer.Submitted("ref-1"));
            connector.reading = slot -> {
                throw new IllegalStateException("a bug that quotes " + SECRET);
            };
            harness.advanceTo("2025-06-01T02:00:00Z");
            assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
            assertThat(connector.reads).isEqualTo(3);
            assertThat(harness.slots(acme).getFirst().error()).startsWith("failed in Downbeat (IllegalStateException)");
            assertThat(log.about("at io.downbeat")).hasSize(1);
            assertThat(log.toString()).doesNotContain(SECRET);
            assertThat(everythingKept()).noneMatch(text -> text.contains(SECRET));
        }
    }

    @Test
    void an_answer_that_cannot_be_written_down_is_no_reason_to_ask_until_the_window_ends() {
        for (int i = 0; i < 60; i++) {
            connector.next(slots -> {
                // What the answer would become the database refuses.
                harness.sql
                        .sql("ALTER TABLE metering_record DROP CONSTRAINT IF EXISTS refused")
                        .update();
                harness.sql
                        .sql("ALTER TABLE metering_record ADD CONSTRAINT refused CHECK (state <> 'CONFIRMED')")
                        .update();
                return connector.take(slots);
            });
        }
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(harness.slots(acme).getFirst().error()).contains("DataIntegrityViolationException on refused");
        assertThat(connector.requests).hasSize(3);
    }

    private List<String> everythingKept() {
        return harness.sql.sql("""
            SELECT concat_ws(' ', error, error_code) FROM metering_record
            UNION ALL SELECT concat_ws(' ', outcome, detail) FROM metering_attempt
            UNION ALL SELECT detail FROM incident
            """).query(String.class).list();
    }

    @Test
    void a_long_wait_is_kept_by_every_server_and_told() {
        ProviderConfiguration other = harness.aws(account, "{'buyer':'other'}");
        harness.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        connector.batch = 1;
        connector.next(new RecordAnswer.Throttled("slow down", Duration.ofMinutes(10)));
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.settle();
        assertThat(harness.alerts()).containsExactly("THROTTLED");
        assertThat(harness.sql
                        .sql("SELECT detail FROM incident")
                        .query(String.class)
                        .single())
                .contains("2025-06-01T01:15:00Z");

        harness.moveTo("2025-06-01T01:14:59Z");
        harness.anotherNode().settle();
        assertThat(connector.requests).as("a server that was not told itself").hasSize(1);
        harness.advanceTo("2025-06-01T01:20:00Z");
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 2));
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void a_record_held_with_another_quantity_is_somebody_elses_even_after_a_lost_answer() {
        connector.next(new RecordAnswer.NoAnswer("reset"));
        connector.next(new RecordAnswer.QuantityConflict(99, "ref-9"));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(harness.slots(acme).getFirst().error())
                .contains("99 cents")
                .contains("100")
                .contains("ref-9");
        assertThat(harness.alerts()).containsExactly("SLOT_PARKED");
        assertThat(connector.requests).hasSize(2);
    }

    @Test
    void a_wait_that_the_marketplace_asks_for_is_kept_by_the_whole_account() {
        ProviderConfiguration other = harness.aws(account, "{'buyer':'other'}");
        harness.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        connector.batch = 1;
        connector.next(new RecordAnswer.Throttled("slow down", Duration.ofMinutes(10)));
        harness.advanceTo("2025-06-01T01:14:59Z");
        assertThat(connector.requests).hasSize(1);
        harness.advanceTo("2025-06-01T01:15:01Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(harness.texts(other)).containsExactly("2025-06-01T00:00:00Z 7 CONFIRMED");
        assertThat(connector.requests).hasSize(3);
    }

    @Test
    void a_wait_past_the_end_of_the_window_ends_with_it() {
        connector.window = Duration.ofHours(2);
        connector.next(new RecordAnswer.Throttled("slow down", Duration.ofDays(1)));
        harness.advanceTo("2025-06-01T01:59:59Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PENDING");
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(harness.texts(acme)).startsWith("2025-06-01T00:00:00Z 100 EXPIRED");
        assertThat(connector.requests).hasSize(1);
    }

    @Test
    void a_duplicate_without_a_lost_answer_is_somebody_elses_record_and_needs_a_person() {
        connector.next(new RecordAnswer.Duplicate(null));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(harness.alerts()).containsExactly("SLOT_PARKED");
        assertThat(june.settle(100)).isInstanceOf(Settlement.Waiting.class);
    }

    @Test
    void a_person_gives_a_parked_slots_amount_back_to_the_pool() {
        connector.next(new RecordAnswer.Duplicate(null));
        harness.advanceTo("2025-06-01T01:30:00Z");
        UUID slot = harness.sql
                .sql("SELECT id FROM metering_record")
                .query(UUID.class)
                .single();
        harness.parked.isNotHeld(slot, "CloudTrail has no such record");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 REJECTED", "2025-06-01T01:00:00Z 100 CONFIRMED");
        assertThat(harness.alerts()).isEmpty();
        assertThatThrownBy(() -> harness.parked.isHeld(slot, "x")).hasMessageContaining("no parked metering record");
    }

    @Test
    void a_refused_record_rides_in_the_next_hour() {
        connector.next(new RecordAnswer.NotSubscribed());
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 REJECTED", "2025-06-01T01:00:00Z 100 CONFIRMED");
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void a_refusal_after_a_lost_answer_leaves_open_what_the_marketplace_holds() {
        connector.nextTakenWithoutAnswer();
        connector.next(new RecordAnswer.NotSubscribed());
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
    }

    @Test
    void a_slot_that_never_arrived_expires_with_its_window_and_its_amount_goes_on() {
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.moveTo("2025-06-01T06:00:00Z");
        harness.node.sending.runDue(harness.instant());
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 EXPIRED");
        harness.advanceTo("2025-06-01T06:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 EXPIRED", "2025-06-01T05:00:00Z 100 CONFIRMED");
        assertThat(connector.requests).hasSize(1);
    }

    @Test
    void a_slot_is_still_sent_in_the_last_second_of_its_window() {
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.moveTo("2025-06-01T05:59:59Z");
        harness.node.sending.runDue(harness.instant());
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
    }

    @Test
    void a_slot_without_an_answer_until_its_window_is_over_needs_a_person_and_bills_nobody_twice() {
        for (int i = 0; i < 200; i++) {
            connector.next(new RecordAnswer.NoAnswer("timeout"));
        }
        harness.advanceTo("2025-06-01T06:05:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PARKED");
        assertThat(harness.alerts()).containsExactly("SLOT_PARKED");
    }

    @Test
    void an_alert_goes_up_at_half_of_the_window() {
        for (int i = 0; i < 200; i++) {
            connector.next(new RecordAnswer.NoAnswer("timeout"));
        }
        harness.advanceTo("2025-06-01T02:59:00Z");
        assertThat(harness.alerts()).isEmpty();
        harness.advanceTo("2025-06-01T03:15:00Z");
        assertThat(harness.alerts()).containsExactly("DEADLINE_NEAR");
        connector.script.clear();
        harness.advanceTo("2025-06-01T03:30:00Z");
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void throttling_costs_no_certainty() {
        connector.next(new RecordAnswer.Throttled("slow down"));
        connector.next(new RecordAnswer.Unprocessed());
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.slots(acme).getFirst().attempts()).isEqualTo(3);
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(harness.sql
                        .sql("SELECT unanswered FROM metering_record")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void an_account_that_refuses_us_keeps_its_slots_until_its_credentials_are_mended() {
        for (int i = 0; i < 200; i++) {
            connector.next(new RecordAnswer.AccountRefused("AccessDenied", "no"));
        }
        harness.advanceTo("2025-06-01T02:10:00Z");
        june.due("150");
        harness.advanceTo("2025-06-01T03:10:00Z");
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 PENDING", "2025-06-01T02:00:00Z 50 PENDING");
        assertThat(harness.alerts()).contains("ACCOUNT_REFUSED");

        connector.script.clear();
        harness.mend(account);
        harness.node.settle();
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED", "2025-06-01T02:00:00Z 50 CONFIRMED");
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void one_bad_record_is_found_by_halving_and_the_others_go_through() {
        for (int i = 0; i < 24; i++) {
            harness.draft(
                            harness.aws(account, "{'buyer':'b" + i + "'}"),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("10");
        }
        IntStream.range(0, 40)
                .forEach(i -> connector.next(slots -> slots.stream()
                                .anyMatch(slot -> slot.buyerKey().equals("paper/b13"))
                        ? new BatchAnswer.OneIsBad(
                                new RecordAnswer.Refused("InvalidLicenseException", "bad"), BatchAnswer.Receipt.NONE)
                        : connector.take(slots)));
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.node.sending.runDue(harness.instant());

        assertThat(connector.requests.getFirst()).hasSize(25);
        assertThat(connector.requests.size()).isLessThanOrEqualTo(11);
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 24, "REJECTED", 1));
        assertThat(harness.sql
                        .sql("SELECT max(unanswered) FROM metering_record")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void at_most_twenty_five_records_travel_together_and_products_never_mix() {
        for (int i = 0; i < 30; i++) {
            String product = i % 2 == 0 ? "even" : "odd";
            harness.draft(
                            harness.aws(account, "{'buyer':'b" + i + "','product':'" + product + "'}"),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("10");
        }
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 31));
        assertThat(connector.requests).hasSize(3);
    }

    @Test
    void an_account_is_asked_no_faster_than_it_takes_however_the_clock_leaps() {
        connector.batch = 1;
        connector.perSecond = 20;
        for (int i = 0; i < 30; i++) {
            harness.draft(
                            harness.aws(account, "{'buyer':'b" + i + "'}"),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("10");
        }
        harness.moveTo("2025-06-01T01:05:00Z");
        long began = System.nanoTime();
        harness.node.settle();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("half a second's worth at once, then one each twentieth of a second")
                .isGreaterThan(Duration.ofMillis(950));
        assertThat(connector.requests).hasSize(31);
        assertThat(states()).isEqualTo(Map.of("CONFIRMED", 31));
    }

    @Test
    void a_server_that_dies_between_intent_and_answer_leaves_a_slot_that_another_settles() {
        connector.next(slots -> {
            connector.take(slots);
            throw new Killed();
        });
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        assertThatThrownBy(() -> harness.node.sending.runDue(harness.instant())).isInstanceOf(Killed.class);
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 SENDING");

        MeteringHarness.Node other = harness.anotherNode();
        assertThat(other.sending.runDue(harness.instant()))
                .as("the lease still holds")
                .isZero();
        assertThat(other.nextDue()).as("an advance waits for it").hasValue(harness.instant());
        harness.sql
                .sql("UPDATE metering_record SET lease_until = clock_timestamp()")
                .update();
        connector.next(new RecordAnswer.Duplicate("ref-1"));
        assertThat(other.sending.runDue(harness.instant())).isOne();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(connector.held).hasSize(1);
    }

    @Test
    void a_server_that_lost_its_claim_changes_nothing() {
        connector.next(slots -> {
            // Its lease ran out while it waited, and another server has finished the slot.
            harness.sql
                    .sql("UPDATE metering_record SET lease_until = clock_timestamp()")
                    .update();
            harness.anotherNode().sending.runDue(harness.instant());
            return new BatchAnswer.All(new RecordAnswer.NotSubscribed(), BatchAnswer.Receipt.NONE);
        });
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.node.sending.runDue(harness.instant());
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
    }

    private Map<String, Integer> states() {
        Map<String, Integer> states = new HashMap<>();
        harness.sql
                .sql("SELECT state FROM metering_record")
                .query(String.class)
                .list()
                .forEach(state -> states.merge(state, 1, Integer::sum));
        return states;
    }

    private static final class Killed extends Error {}
}
