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
class StoppedMeteringTest extends PaperMeterBed {
    @Test
    void after_three_refusals_in_a_row_metering_stops_and_says_so() {
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            road.next(new RecordAnswer.NotSubscribed());
        }
        lab.advanceTo("2025-06-01T12:00:00Z");
        assertThat(road.requests).hasSize(RecordOutcomes.REFUSALS);
        assertThat(lab.alerts()).containsExactly("METERING_STOPPED");
        assertThat(lab.node.nextDue()).isEmpty();

        lab.mend(account);
        lab.advanceTo("2025-06-01T13:05:00Z");
        assertThat(lab.slots(acme).getLast().text()).endsWith("100 CONFIRMED");
    }

    @Test
    void a_stop_is_told_once_however_many_records_are_refused_and_again_when_it_stops_again() {
        road.most = 20;
        for (int hour = 1; hour <= 5; hour++) {
            lab.moveTo("2025-06-01T0" + hour + ":05:00Z");
            lab.node.hours.runDue(lab.instant());
        }
        road.next(new RecordAnswer.NotSubscribed());
        lab.node.settle();
        assertThat(road.requests).hasSize(1);
        assertThat(road.requests.getFirst()).hasSizeGreaterThan(RecordOutcomes.REFUSALS);
        assertThat(lab.told).hasSize(1);

        lab.mend(account);
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            assertThat(lab.told).hasSize(1);
            road.next(new RecordAnswer.NotSubscribed());
        }
        lab.advanceTo("2025-06-01T20:00:00Z");
        assertThat(lab.told)
                .hasSize(2)
                .containsOnly(new Notification(
                        "marketplaces.aws_metering_disabled",
                        Map.of("customer_id", acme.customer().value())));
    }

    @Test
    void an_invoice_of_a_stopped_configuration_names_the_cents_and_the_reason() {
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            road.next(new RecordAnswer.NotSubscribed());
        }
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        lab.advanceTo("2025-07-02T01:00:00Z");
        assertThat(june.settle(100)).isInstanceOfSatisfying(Settlement.Short.class, left -> {
            assertThat(left.cents()).isEqualTo(100);
            assertThat(left.why()).contains("refused 3 records in a row");
        });
    }

    @Test
    void what_comes_after_metering_stopped_names_the_reason_too() {
        for (int i = 0; i < RecordOutcomes.REFUSALS; i++) {
            road.next(new RecordAnswer.NotSubscribed());
        }
        lab.advanceTo("2025-06-30T12:00:00Z");
        InvoiceId charge = lab.scheduled(acme, "2025-06-30T12:00:00Z", 70, CreditType.USD_CENTS);
        MeterLab.Draft july = lab.draft(acme, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        july.due("30");
        lab.advanceTo("2025-08-02T00:00:00Z");
        july.finalizeAt(30);
        assertThat(List.of(lab.metering.settle(charge, 70, lab.instant()), july.settle(30)))
                .allSatisfy(left -> assertThat(((Settlement.Short) left).why()).contains("refused 3 records in a row"));
        june.finalizeAt(100);
    }

    @Test
    void archiving_stops_slots_that_were_made_but_not_sent() {
        lab.moveTo("2025-06-01T01:05:00Z");
        lab.node.hours.runDue(lab.instant());
        lab.archive(acme);
        lab.node.settle();
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 REJECTED");
        assertThat(road.requests).isEmpty();
    }

    @Test
    void what_comes_back_after_metering_ended_stays_a_remainder_with_its_reason() {
        InvoiceId charge = lab.scheduled(acme, "2025-06-01T00:00:00Z", 70, CreditType.USD_CENTS);
        road.next(new RecordAnswer.Throttled("slow down", Duration.ofHours(1)));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 170 PENDING");
        lab.archive(acme);
        lab.node.settle();
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 170 REJECTED");
        assertThat(lab.metering.settle(charge, 70, lab.instant()))
                .isInstanceOfSatisfying(
                        Settlement.Short.class, left -> assertThat(left.why()).contains("archived"));
    }
}
