package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One buyer's trouble is not another's, nothing goes silent, and what stays behind says why. */
class MeteringHoldsTogetherTest extends PaperMeterBed {
    private void answer(RecordAnswer answer, int times) {
        for (int i = 0; i < times; i++) {
            road.next(answer);
        }
    }

    private String reason(InvoiceId invoice) {
        return String.valueOf(lab.metering.of(invoice).orElseThrow().reason());
    }

    @Test
    void an_invoice_that_cannot_be_computed_holds_up_no_other_configuration() {
        ProviderConfiguration other = lab.aws(account, "{'buyer':'other'}");
        lab.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        lab.broken.add(june.id);
        lab.advanceTo("2025-06-01T03:00:00Z");
        assertThat(lab.texts(other)).containsExactly("2025-06-01T00:00:00Z 7 CONFIRMED");
        assertThat(lab.quantities(acme)).isEmpty();
        assertThat(lab.alerts()).containsExactly("METERING_FAILED");

        lab.broken.clear();
        lab.advanceTo("2025-06-01T04:10:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T02:00:00Z 100 CONFIRMED");
        assertThat(lab.alerts()).isEmpty();
    }

    @Test
    void an_invoice_that_is_finalized_while_metering_is_stopped_says_why_it_is_not_metered() {
        answer(new RecordAnswer.NotSubscribed(), RecordOutcomes.REFUSALS);
        lab.advanceTo("2025-06-02T00:00:00Z");
        InvoiceId charge = lab.scheduled(acme, "2025-06-02T00:00:00Z", 5000, CreditType.USD_CENTS);
        assertThat(reason(charge)).contains("refused 3 records in a row");
        MeterLab.Draft july = lab.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        july.finalizeAt(30);
        assertThat(reason(july.id)).contains("refused 3 records in a row");
    }

    @Test
    void what_returns_to_the_pool_of_a_finalized_invoice_while_metering_is_stopped_says_why_it_stays() {
        road.window = Duration.ofHours(48);
        answer(new RecordAnswer.AccountRefused("AccessDenied", "no"), 3000);
        lab.advanceTo("2025-06-30T23:00:00Z");
        june.due("130");
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(130);
        lab.advanceTo("2025-07-02T00:30:00Z");
        lab.archive(acme);
        lab.advanceTo("2025-07-02T01:00:00Z");
        assertThat(lab.metering.of(june.id).orElseThrow().billed()).isZero();
        assertThat(reason(june.id)).contains("archived");
    }

    @Test
    void a_finalized_remainder_rides_on_the_next_period_also_when_its_draft_opens_later() {
        lab.advanceTo("2025-06-20T00:00:00Z");
        june.due("900");
        // No server ran until July; then the invoice was finalized before July's draft was opened.
        lab.moveTo("2025-07-03T08:20:00Z");
        june.finalizeAt(900);
        lab.settle();
        assertThat(june.settle(900)).isInstanceOf(Settlement.Short.class);
        lab.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        lab.advanceTo("2025-07-03T10:00:00Z");
        assertThat(june.settle(900)).isInstanceOf(Settlement.Settled.class);
        assertThat(lab.texts(acme)).endsWith("2025-07-03T08:00:00Z 800 CONFIRMED");
    }

    @Test
    void what_expires_on_the_hour_waits_for_the_hours_own_record() {
        road.window = Duration.ofHours(2);
        MeterLab.Draft two = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        answer(new RecordAnswer.AccountRefused("AccessDenied", "no"), 8);
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.settle();
        two.due("7");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(lab.texts(acme).getFirst()).isEqualTo("2025-06-01T00:00:00Z 100 EXPIRED");
        assertThat(lab.texts(acme).getLast()).startsWith("2025-06-01T01:00:00Z 107 ");
    }

    @Test
    void none_of_three_configurations_of_one_buyer_waits_for_ever() {
        ProviderConfiguration second = lab.aws("{'buyer':'acme'}");
        ProviderConfiguration third = lab.aws("{'buyer':'acme'}");
        List<MeterLab.Draft> drafts = List.of(
                june,
                lab.draft(second, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"),
                lab.draft(third, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"));
        for (int hour = 1; hour <= 6; hour++) {
            int due = 10 * hour;
            drafts.forEach(draft -> draft.due(String.valueOf(due)));
            lab.advanceTo("2025-06-01T%02d:05:00Z".formatted(hour));
        }
        assertThat(List.of(acme, second, third))
                .allSatisfy(each -> assertThat(lab.quantities(each)).hasSize(2));
    }

    @Test
    void two_configurations_of_one_buyer_that_come_at_once_share_its_hours() throws Exception {
        ProviderConfiguration direct = lab.aws("{'buyer':'one','name':'same'}");
        ProviderConfiguration carried = lab.aws("{'buyer':'two','name':'same'}");
        var started = new AtomicReference<Thread>();
        lab.transactions.run(() -> {
            lab.draft(direct, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
            Thread other =
                    Thread.ofPlatform().start(() -> lab.draft(carried, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"));
            started.set(other);
            // Either it is through with a key of its own, which is the fault, or it waits for us.
            while (other.isAlive() && !isWaitingForALock()) {
                Thread.onSpinWait();
            }
        });
        started.get().join();
        assertThat(lab.sql
                        .sql("SELECT DISTINCT buyer_key FROM metered_configuration WHERE keys ->> 'name' = 'same'")
                        .query(String.class)
                        .list())
                .hasSize(1);
    }

    private boolean isWaitingForALock() {
        return lab.transactions.apart(() -> lab.sql
                .sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                .query(Boolean.class)
                .single());
    }

    @Test
    void two_names_that_a_third_configuration_joins_are_one_buyer_from_then_on() {
        ProviderConfiguration byId = lab.aws("{'buyer':'one','name':'a'}");
        ProviderConfiguration byAccount = lab.aws("{'buyer':'two','name':'b'}");
        ProviderConfiguration both = lab.aws("{'buyer':'three','name':'a','name2':'b'}");
        for (ProviderConfiguration each : List.of(byId, byAccount, both)) {
            lab.draft(each, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("10");
        }
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(lab.quantities(byId).size()
                        + lab.quantities(byAccount).size()
                        + lab.quantities(both).size())
                .as("one record of the hour by whatever road")
                .isOne();
    }

    @Test
    void days_that_a_marketplace_asks_to_wait_do_not_cost_an_hour_its_window() {
        ProviderConfiguration other = lab.aws(account, "{'buyer':'other'}");
        lab.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        road.batch = 1;
        road.next(new RecordAnswer.Throttled("maintenance", Duration.ofDays(3)));
        lab.advanceTo("2025-06-01T02:20:00Z");
        assertThat(lab.texts(acme)).first().isEqualTo("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(lab.texts(other)).first().isEqualTo("2025-06-01T00:00:00Z 7 CONFIRMED");
    }

    @Test
    void a_claim_that_another_server_took_over_announces_nothing() {
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        var claims = new RecordClaims(new MeteringRecordStore(lab.sql), lab.transactions);
        List<ClaimedRecord> lost = claims.claim(lab.instant(), 25);
        lab.sql
                .sql("UPDATE metering_record SET lease_until = clock_timestamp()")
                .update();
        List<ClaimedRecord> taken = claims.claim(lab.instant(), 25);
        assertThat(claims.announce(taken, lab.instant())).isTrue();
        assertThat(claims.announce(lost, lab.instant())).isFalse();
    }

    @Test
    void a_person_who_gives_a_slot_back_never_meets_the_hourly_look_half_way() {
        road.next(new RecordAnswer.Duplicate(null));
        lab.advanceTo("2025-06-01T01:30:00Z");
        UUID slot =
                lab.sql.sql("SELECT id FROM metering_record").query(UUID.class).single();
        lab.transactions.run(() -> {
            lab.parked.isNotHeld(slot, "not there");
            assertThat(lab.transactions.<List<UUID>>apart(() -> lab.sql
                            .sql("SELECT configuration_id FROM metered_configuration FOR NO KEY UPDATE SKIP LOCKED")
                            .query(UUID.class)
                            .list()))
                    .as("what the hourly job may look at meanwhile")
                    .isEmpty();
        });
    }

    @Test
    void a_slow_road_gives_back_what_it_has_not_begun() {
        for (int i = 0; i < 2; i++) {
            lab.draft(lab.aws(account, "{'buyer':'b" + i + "'}"), "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                    .due("7");
        }
        road.batch = 1;
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        lab.node.slow.runDue(lab.instant());
        assertThat(road.requests).hasSize(1);
        assertThat(lab.sql
                        .sql("SELECT count(*) FROM metering_record WHERE state = 'PENDING' AND lease_until IS NULL")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        lab.settle();
        assertThat(road.held).hasSize(3);
    }
}
