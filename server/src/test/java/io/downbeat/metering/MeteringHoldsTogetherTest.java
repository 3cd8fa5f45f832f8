package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.configurations.Refusals;
import io.downbeat.metering.settlement.Settlement;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One buyer's trouble is not another's, nothing goes silent, and what stays behind says why. */
class MeteringHoldsTogetherTest extends FakeMarketplaceHarness {
    private void answer(RecordAnswer answer, int times) {
        for (int i = 0; i < times; i++) {
            connector.next(answer);
        }
    }

    private String reason(InvoiceId invoice) {
        return String.valueOf(harness.metering.of(invoice).orElseThrow().reason());
    }

    @Test
    void a_record_bills_no_invoice_of_another_customer() {
        harness.advanceTo("2025-06-01T01:10:00Z");
        MeteringHarness.Draft others =
                harness.draft(harness.aws("{'buyer':'other'}"), "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        for (String customer : List.of("m.customer_id", "i.customer_id")) {
            assertThatThrownBy(() -> harness.sql
                            .sql("""
                                INSERT INTO metering_allocation (customer_id, record_id, invoice_id, cents)
                                SELECT %s, m.id, i.invoice_id, 1 FROM metering_record m, metered_invoice i
                                WHERE i.invoice_id = :other
                                """.formatted(customer))
                            .param("other", others.id.value())
                            .update())
                    .hasMessageContaining("violates foreign key constraint");
        }
    }

    @Test
    void an_invoice_that_cannot_be_computed_holds_up_no_other_configuration() {
        ProviderConfiguration other = harness.aws(account, "{'buyer':'other'}");
        harness.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        harness.invoices.broken.add(june.id);
        harness.advanceTo("2025-06-01T03:00:00Z");
        assertThat(harness.texts(other)).containsExactly("2025-06-01T00:00:00Z 7 CONFIRMED");
        assertThat(harness.quantities(acme)).isEmpty();
        assertThat(harness.alerts()).containsExactly("METERING_FAILED");

        harness.invoices.broken.clear();
        harness.advanceTo("2025-06-01T04:10:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T02:00:00Z 100 CONFIRMED");
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void an_invoice_that_is_finalized_while_metering_is_stopped_says_why_it_is_not_metered() {
        answer(new RecordAnswer.NotSubscribed(), Refusals.MOST);
        harness.advanceTo("2025-06-02T00:00:00Z");
        InvoiceId charge = harness.scheduled(acme, "2025-06-02T00:00:00Z", 5000, CreditType.USD_CENTS);
        assertThat(reason(charge)).contains("refused 3 records in a row");
        MeteringHarness.Draft july = harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        july.finalizeAt(30);
        assertThat(reason(july.id)).contains("refused 3 records in a row");
    }

    @Test
    void what_returns_to_the_pool_of_a_finalized_invoice_while_metering_is_stopped_says_why_it_stays() {
        connector.window = Duration.ofHours(48);
        answer(new RecordAnswer.AccountRefused("AccessDenied", "no"), 3000);
        harness.advanceTo("2025-06-30T23:00:00Z");
        june.due("130");
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(130);
        harness.advanceTo("2025-07-02T00:30:00Z");
        harness.archive(acme);
        harness.advanceTo("2025-07-02T01:00:00Z");
        assertThat(harness.metering.of(june.id).orElseThrow().cents().billed()).isZero();
        assertThat(reason(june.id)).contains("archived");
    }

    @Test
    void a_finalized_remainder_rides_on_the_next_period_also_when_its_draft_opens_later() {
        harness.advanceTo("2025-06-20T00:00:00Z");
        june.due("900");
        // No server ran until July; then the invoice was finalized before July's draft was opened.
        harness.moveTo("2025-07-03T08:20:00Z");
        june.finalizeAt(900);
        harness.settle();
        assertThat(june.settle(900)).isInstanceOf(Settlement.Shortfall.class);
        harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        harness.advanceTo("2025-07-03T10:00:00Z");
        assertThat(june.settle(900)).isInstanceOf(Settlement.Settled.class);
        assertThat(harness.texts(acme)).endsWith("2025-07-03T08:00:00Z 800 CONFIRMED");
    }

    @Test
    void a_period_that_opens_while_the_one_before_is_looked_at_is_not_missed() throws Exception {
        lastHourIsOver();
        List<Thread> opening = new CopyOnWriteArrayList<>();
        harness.invoices.whileLooking = () -> {
            if (opening.isEmpty()) {
                opening.add(untilItWaits(this::july));
            }
        };
        harness.node.hours.runDue(harness.instant());
        opening.getFirst().join();
        assertLateUsageRidesOnJuly();
    }

    @Test
    void a_look_that_waited_for_the_next_period_to_open_sees_it() throws Exception {
        lastHourIsOver();
        List<Thread> looking = new CopyOnWriteArrayList<>();
        harness.transactions.run(() -> {
            july();
            looking.add(untilItWaits(() -> harness.node.hours.runDue(harness.instant())));
        });
        looking.getFirst().join();
        assertLateUsageRidesOnJuly();
    }

    @Test
    void a_contract_that_goes_on_after_all_while_it_is_looked_at_is_not_missed() throws Exception {
        lastHourIsOver();
        List<Thread> editing = new CopyOnWriteArrayList<>();
        harness.invoices.whileLooking = () -> {
            if (editing.isEmpty()) {
                Contract.Ref ref = new Contract.Ref(acme.customer(), contract);
                editing.add(untilItWaits(() -> harness.transactions.run(() -> harness.invoices.awake(ref, acme.id()))));
            }
        };
        harness.node.hours.runDue(harness.instant());
        editing.getFirst().join();
        assertThat(harness.node.nextDue()).isPresent();
    }

    /** No server ran until June's last hour is no longer taken. */
    private void lastHourIsOver() {
        harness.advanceTo("2025-06-02T00:00:00Z");
        harness.moveTo("2025-07-01T05:05:00Z");
    }

    private MeteringHarness.Draft july() {
        return harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
    }

    private void assertLateUsageRidesOnJuly() {
        harness.invoices.whileLooking = () -> {};
        june.due("130");
        harness.advanceTo("2025-07-01T07:00:00Z");
        assertThat(harness.texts(acme)).endsWith("2025-07-01T05:00:00Z 30 CONFIRMED");
    }

    /** Begun in a thread of its own, and through with it or waiting for a lock of ours. */
    private Thread untilItWaits(Runnable work) {
        Thread other = Thread.ofPlatform().start(work);
        while (other.isAlive() && !isWaitingForALock()) {
            Thread.onSpinWait();
        }
        return other;
    }

    @Test
    void a_settled_invoice_is_not_looked_at_again_when_the_next_period_opens() {
        harness.advanceTo("2025-07-02T00:30:00Z");
        june.finalizeAt(100);
        harness.settle();
        june.voided();
        june.regenerated(100);
        harness.settle();
        assertThat(harness.node.nextDue()).isEmpty();
        july();
        assertThat(harness.sql
                        .sql("SELECT count(*) FROM metered_invoice WHERE next_meter_at IS NOT NULL")
                        .query(Long.class)
                        .single())
                .as("July's alone")
                .isOne();
    }

    @Test
    void what_expires_on_the_hour_waits_for_the_hours_own_record() {
        connector.window = Duration.ofHours(2);
        MeteringHarness.Draft two = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        answer(new RecordAnswer.AccountRefused("AccessDenied", "no"), 8);
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.settle();
        two.due("7");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(harness.texts(acme).getFirst()).isEqualTo("2025-06-01T00:00:00Z 100 EXPIRED");
        assertThat(harness.texts(acme).getLast()).startsWith("2025-06-01T01:00:00Z 107 ");
    }

    @Test
    void none_of_three_configurations_of_one_buyer_waits_for_ever() {
        ProviderConfiguration second = harness.aws("{'buyer':'acme'}");
        ProviderConfiguration third = harness.aws("{'buyer':'acme'}");
        List<MeteringHarness.Draft> drafts = List.of(
                june,
                harness.draft(second, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"),
                harness.draft(third, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"));
        for (int hour = 1; hour <= 6; hour++) {
            int due = 10 * hour;
            drafts.forEach(draft -> draft.due(String.valueOf(due)));
            harness.advanceTo("2025-06-01T%02d:05:00Z".formatted(hour));
        }
        assertThat(List.of(acme, second, third))
                .allSatisfy(each -> assertThat(harness.quantities(each)).hasSize(2));
    }

    @Test
    void two_configurations_of_one_buyer_that_come_at_once_share_its_hours() throws Exception {
        ProviderConfiguration direct = harness.aws("{'buyer':'one','name':'same'}");
        ProviderConfiguration carried = harness.aws("{'buyer':'two','name':'same'}");
        var started = new AtomicReference<Thread>();
        // Either it is through with a key of its own, which is the fault, or it waits for us.
        harness.transactions.run(() -> {
            harness.draft(direct, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
            started.set(untilItWaits(() -> harness.draft(carried, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")));
        });
        started.get().join();
        assertThat(harness.sql
                        .sql("SELECT DISTINCT buyer_key FROM metered_configuration WHERE keys ->> 'name' = 'same'")
                        .query(String.class)
                        .list())
                .hasSize(1);
    }

    private boolean isWaitingForALock() {
        return harness.transactions.apart(() -> harness.sql
                .sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                .query(Boolean.class)
                .single());
    }

    @Test
    void two_names_that_a_third_configuration_joins_are_one_buyer_from_then_on() {
        ProviderConfiguration byId = harness.aws("{'buyer':'one','name':'a'}");
        ProviderConfiguration byAccount = harness.aws("{'buyer':'two','name':'b'}");
        ProviderConfiguration both = harness.aws("{'buyer':'three','name':'a','name2':'b'}");
        for (ProviderConfiguration each : List.of(byId, byAccount, both)) {
            harness.draft(each, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("10");
        }
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(harness.quantities(byId).size()
                        + harness.quantities(byAccount).size()
                        + harness.quantities(both).size())
                .as("one record of the hour by whatever road")
                .isOne();
    }

    @Test
    void days_that_a_marketplace_asks_to_wait_do_not_cost_an_hour_its_window() {
        ProviderConfiguration other = harness.aws(account, "{'buyer':'other'}");
        harness.draft(other, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        connector.batch = 1;
        connector.next(new RecordAnswer.Throttled("maintenance", Duration.ofDays(3)));
        harness.advanceTo("2025-06-01T02:20:00Z");
        assertThat(harness.texts(acme)).first().isEqualTo("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(harness.texts(other)).first().isEqualTo("2025-06-01T00:00:00Z 7 CONFIRMED");
    }

    @Test
    void a_person_who_gives_a_slot_back_never_meets_the_hourly_look_half_way() {
        connector.next(new RecordAnswer.Duplicate(null));
        harness.advanceTo("2025-06-01T01:30:00Z");
        UUID slot = harness.sql
                .sql("SELECT id FROM metering_record")
                .query(UUID.class)
                .single();
        harness.transactions.run(() -> {
            harness.parked.isNotHeld(slot, "not there");
            assertThat(harness.transactions.<List<UUID>>apart(() -> harness.sql
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
            harness.draft(
                            harness.aws(account, "{'buyer':'b" + i + "'}"),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("7");
        }
        connector.batch = 1;
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.node.slow.runDue(harness.instant());
        assertThat(connector.requests).hasSize(1);
        assertThat(harness.sql
                        .sql("SELECT count(*) FROM metering_record WHERE state = 'PENDING' AND lease_until IS NULL")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        harness.settle();
        assertThat(connector.held).hasSize(3);
    }
}
