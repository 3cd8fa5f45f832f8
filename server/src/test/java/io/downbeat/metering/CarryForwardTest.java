package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.configurations.Refusals;
import io.downbeat.metering.settlement.MeteredInvoice;
import io.downbeat.metering.settlement.Settlement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cents metered beyond a total are worked off once, and only if the marketplace certainly holds them. */
class CarryForwardTest extends FakeMarketplaceHarness {
    private MeteringHarness.Draft july() {
        return harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
    }

    private MeteredInvoice of(MeteringHarness.Draft draft) {
        return harness.metering.of(draft.id).orElseThrow();
    }

    private void refuseNext(int times) {
        for (int i = 0; i < times; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
    }

    @Test
    void what_was_carried_when_metering_resumed_is_not_carried_once_more() {
        harness.advanceTo("2025-07-02T00:00:00Z");
        MeteringHarness.Draft july = july();
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T01:06:00Z");
        MeteringHarness.Draft others = harness.draft(acme, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        others.due("7");
        refuseNext(Refusals.MOST);
        harness.advanceTo("2025-07-02T06:00:00Z");
        assertThat(harness.alerts()).contains("METERING_STOPPED");

        july.due("40");
        harness.mend(account);
        harness.advanceTo("2025-07-02T08:00:00Z");
        assertThat(of(july).cents().carried()).isEqualTo(40);
        july.due("90");
        harness.advanceTo("2025-07-02T10:00:00Z");

        assertThat(of(june).cents().confirmed()).isEqualTo(60);
        assertThat(of(july).cents().carried()).isEqualTo(40);
        assertThat(of(july).cents().confirmed()).isEqualTo(90);
    }

    @Test
    void cents_of_which_nobody_knows_whether_they_are_held_are_not_carried() {
        connector.next(new RecordAnswer.Duplicate(null));
        harness.advanceTo("2025-07-02T00:00:00Z");
        MeteringHarness.Draft july = july();
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T01:06:00Z");
        july.due("40");
        harness.advanceTo("2025-07-02T03:00:00Z");
        assertThat(of(july).cents().carried()).isZero();

        UUID slot = harness.sql
                .sql("SELECT id FROM metering_record WHERE state = 'PARKED'")
                .query(UUID.class)
                .single();
        harness.parked.isNotHeld(slot, "it is not there");
        harness.advanceTo("2025-07-02T05:00:00Z");
        assertThat(of(june).cents().confirmed()).isEqualTo(60);
        assertThat(of(july).cents().confirmed()).isEqualTo(40);
    }

    @Test
    void an_invoice_that_took_cents_over_gives_them_to_the_one_that_is_regenerated_from_it() {
        harness.advanceTo("2025-07-02T00:00:00Z");
        MeteringHarness.Draft july = july();
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T01:06:00Z");
        july.due("40");
        harness.advanceTo("2025-08-02T00:10:00Z");
        assertThat(of(july).cents().carried()).isEqualTo(40);
        july.finalizeAt(40);
        harness.settle();

        july.voided();
        InvoiceId again = july.regenerated(40);
        harness.settle();
        assertThat(harness.settle(again, 40)).isInstanceOf(Settlement.Settled.class);
        assertThat(harness.quantities(acme)).containsExactly(100L);
        assertThat(harness.violations()).isEmpty();
    }

    @Test
    void once_a_person_found_them_there_they_are_carried() {
        connector.next(new RecordAnswer.Duplicate(null));
        harness.advanceTo("2025-07-02T00:00:00Z");
        MeteringHarness.Draft july = july();
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T01:06:00Z");
        UUID slot = harness.sql
                .sql("SELECT id FROM metering_record")
                .query(UUID.class)
                .single();
        harness.parked.isHeld(slot, "ref-1");
        july.due("41");
        harness.advanceTo("2025-07-02T03:00:00Z");
        assertThat(of(july).cents().carried()).isEqualTo(40);
        assertThat(harness.quantities(acme)).containsExactly(100L, 1L);
    }

    @Test
    void a_surplus_shrinks_with_a_slot_that_never_arrived() {
        connector.window = Duration.ofHours(48);
        harness.advanceTo("2025-06-30T22:30:00Z");
        june.due("180");
        for (int i = 0; i < 3000; i++) {
            connector.next(new RecordAnswer.AccountRefused("AccessDenied", "no"));
        }
        harness.advanceTo("2025-07-01T00:00:00Z");
        MeteringHarness.Draft july = july();
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T01:06:00Z");
        assertThat(harness.metering.of(june.id).orElseThrow().cents().open()).isEqualTo(80);

        july.due("100");
        harness.advanceTo("2025-07-02T02:06:00Z");
        assertThat(of(july).cents().carried())
                .as("of the 120 too many only 40 are certain")
                .isEqualTo(40);
        harness.advanceTo("2025-07-03T06:00:00Z");
        connector.script.clear();
        harness.mend(account);
        harness.advanceTo("2025-07-03T09:00:00Z");
        assertThat(of(june).cents().confirmed()).isEqualTo(60);
        assertThat(of(july).cents().confirmed()).isEqualTo(100);
        assertThat(of(july).cents().carried()).isEqualTo(40);
    }
}
