package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.Notification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where metering stopped, nothing more goes out, and every cent that stays behind has its reason. */
class StoppedMeteringTest extends FakeMarketplaceHarness {
    @Test
    void after_three_refusals_in_a_row_metering_stops_and_says_so() {
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-06-01T12:00:00Z");
        assertThat(connector.requests).hasSize(RecordOutcomes.REFUSALS);
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        assertThat(harness.node.nextDue()).isEmpty();

        harness.mend(account);
        harness.advanceTo("2025-06-01T13:05:00Z");
        assertThat(harness.slots(acme).getLast().text()).endsWith("100 CONFIRMED");
    }

    @Test
    void a_stop_is_told_once_however_many_records_are_refused_and_again_when_it_stops_again() {
        connector.most = 20;
        for (int hour = 1; hour <= 5; hour++) {
            harness.moveTo("2025-06-01T0" + hour + ":05:00Z");
            harness.node.hours.runDue(harness.instant());
        }
        connector.next(new RecordAnswer.NotSubscribed());
        harness.node.settle();
        assertThat(connector.requests).hasSize(1);
        assertThat(connector.requests.getFirst()).hasSizeGreaterThan(RecordOutcomes.REFUSALS);
        assertThat(harness.told).hasSize(1);

        harness.mend(account);
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            assertThat(harness.told).hasSize(1);
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-06-01T20:00:00Z");
        assertThat(harness.told)
                .hasSize(2)
                .containsOnly(new Notification(
                        "marketplaces.aws_metering_disabled",
                        Map.of("customer_id", acme.customer().value())));
    }

    @Test
    void an_invoice_of_a_stopped_configuration_names_the_cents_and_the_reason() {
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        harness.advanceTo("2025-07-02T01:00:00Z");
        assertThat(june.settle(100)).isInstanceOfSatisfying(Settlement.Shortfall.class, left -> {
            assertThat(left.cents()).isEqualTo(100);
            assertThat(left.why()).contains("refused 3 records in a row");
        });
    }

    @Test
    void what_comes_after_metering_stopped_names_the_reason_too() {
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-06-30T12:00:00Z");
        InvoiceId charge = harness.scheduled(acme, "2025-06-30T12:00:00Z", 70, CreditType.USD_CENTS);
        MeteringHarness.Draft july = harness.draft(acme, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        july.due("30");
        harness.advanceTo("2025-08-02T00:00:00Z");
        july.finalizeAt(30);
        assertThat(List.of(harness.settle(charge, 70), july.settle(30)))
                .allSatisfy(
                        left -> assertThat(((Settlement.Shortfall) left).why()).contains("refused 3 records in a row"));
        june.finalizeAt(100);
    }

    @Test
    void archiving_stops_slots_that_were_made_but_not_sent() {
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.archive(acme);
        harness.node.settle();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 REJECTED");
        assertThat(connector.requests).isEmpty();
    }

    @Test
    void what_comes_back_after_metering_ended_stays_a_remainder_with_its_reason() {
        InvoiceId charge = harness.scheduled(acme, "2025-06-01T00:00:00Z", 70, CreditType.USD_CENTS);
        connector.next(new RecordAnswer.Throttled("slow down", Duration.ofHours(1)));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 170 PENDING");
        harness.archive(acme);
        harness.node.settle();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 170 REJECTED");
        assertThat(harness.settle(charge, 70))
                .isInstanceOfSatisfying(
                        Settlement.Shortfall.class,
                        left -> assertThat(left.why()).contains("archived"));
    }
}
