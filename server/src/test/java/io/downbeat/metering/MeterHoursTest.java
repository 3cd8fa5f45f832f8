package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.ProviderConfiguration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes a slot, when, and what does not (domain.md rows 29, 31, 75 to 82). */
class MeterHoursTest {
    private final PaperRoad road = new PaperRoad();
    private MeterLab lab;
    private ProviderConfiguration acme;

    @BeforeEach
    void start() {
        lab = new MeterLab("2025-06-01T00:00:00Z", road);
        acme = lab.aws("{'buyer':'acme'}");
    }

    @AfterEach
    void the_ledger_agrees_with_itself() {
        assertThat(lab.violations()).isEmpty();
        lab.close();
    }

    @Test
    void an_hour_is_metered_five_minutes_after_it_ended_and_not_before() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("7500");
        lab.advanceTo("2025-06-01T01:04:59Z");
        assertThat(june.quantities()).isEmpty();

        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 7500 CONFIRMED");

        june.due("10000");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(june.quantities()).containsExactly(7500L, 2500L);
    }

    @Test
    void what_falls_pauses_metering_until_usage_has_caught_up() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("7500");
        lab.advanceTo("2025-06-01T01:05:00Z");
        june.due("6000");
        lab.advanceTo("2025-06-01T02:05:00Z");
        june.due("7500");
        lab.advanceTo("2025-06-01T03:05:00Z");
        june.due("7501");
        lab.advanceTo("2025-06-01T04:05:00Z");

        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 7500 CONFIRMED", "2025-06-01T03:00:00Z 1 CONFIRMED");
    }

    @Test
    void an_hour_with_nothing_new_makes_no_record() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("0.9");
        lab.advanceTo("2025-06-03T00:00:00Z");
        assertThat(june.quantities()).isEmpty();
        assertThat(road.requests).isEmpty();
    }

    @Test
    void the_job_run_twice_for_one_hour_makes_one_record() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.moveTo("2025-06-01T01:05:00Z");
        assertThat(lab.node.hours.runDue(lab.instant())).isOne();
        june.due("150");
        assertThat(lab.node.hours.runDue(lab.instant())).isZero();
        lab.advanceTo("2025-06-01T01:59:59Z");
        assertThat(june.quantities()).containsExactly(100L);
    }

    @Test
    void two_servers_at_once_make_one_record_of_an_hour() throws Exception {
        ContractId contract = new ContractId(UUID.randomUUID());
        for (int i = 0; i < 20; i++) {
            lab.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                    .due("10");
        }
        lab.moveTo("2025-06-01T01:05:00Z");
        MeterLab.Node other = lab.anotherNode();
        var go = new CountDownLatch(1);
        var metered = new AtomicInteger();
        List<Thread> servers = java.util.stream.Stream.of(lab.node, other)
                .map(node -> Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException stopped) {
                        return;
                    }
                    metered.addAndGet(node.hours.runDue(lab.instant()));
                    node.settle();
                }))
                .toList();
        go.countDown();
        for (Thread server : servers) {
            server.join();
        }
        lab.node.settle();

        assertThat(metered).hasValue(20);
        assertThat(lab.texts(acme)).containsExactly("2025-06-01T00:00:00Z 200 CONFIRMED");
        assertThat(road.requests).hasSize(1);
    }

    @Test
    void after_an_outage_the_next_record_carries_the_sum() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-06-01T01:05:00Z");
        june.due("400");
        // No server ran for three hours.
        lab.moveTo("2025-06-01T04:30:00Z");
        lab.node.settle();
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED", "2025-06-01T03:00:00Z 300 CONFIRMED");
    }

    @Test
    void the_closing_slot_lies_in_the_last_hour_of_the_period_and_carries_the_rounded_total() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("99.4");
        lab.advanceTo("2025-06-30T23:05:00Z");
        june.due("200.5");
        lab.advanceTo("2025-07-01T00:05:00Z");
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 99 CONFIRMED", "2025-06-30T23:00:00Z 102 CONFIRMED");

        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(201);
        lab.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(201)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void an_hour_of_grace_with_nothing_new_does_not_compute_the_invoice_again() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeterLab.Draft june = lab.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-07-01T00:00:00Z");
        lab.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        lab.advanceTo("2025-07-01T20:00:00Z");
        assertThat(lab.totalsAsked).isOne();
    }

    @Test
    void late_usage_rides_in_an_unused_earlier_hour_of_its_own_period() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-07-01T00:05:00Z");
        june.due("130");
        lab.advanceTo("2025-07-01T01:05:00Z");
        assertThat(lab.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED", "2025-06-30T23:00:00Z 30 CONFIRMED");
        june.due("150");
        lab.advanceTo("2025-07-01T02:05:00Z");
        assertThat(lab.texts(acme)).contains("2025-06-30T22:00:00Z 20 CONFIRMED");
    }

    @Test
    void late_usage_rides_on_the_next_period_when_the_same_configuration_carries_it() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeterLab.Draft june = lab.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-07-01T00:00:00Z");
        MeterLab.Draft july = lab.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        lab.advanceTo("2025-07-01T12:00:00Z");
        june.due("130");
        july.due("7");
        lab.advanceTo("2025-07-01T12:05:00Z");
        assertThat(lab.texts(acme)).contains("2025-07-01T11:00:00Z 37 CONFIRMED");
        june.finalizeAt(130);
        lab.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(130)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void late_usage_that_no_hour_can_carry_stays_visible_with_its_reason() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        // The last hour is 23:00, so at 05:00 its window of six hours is over.
        lab.advanceTo("2025-07-01T05:00:00Z");
        june.due("130");
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(130);
        lab.advanceTo("2025-07-03T00:00:00Z");

        assertThat(june.quantities()).containsExactly(100L);
        assertThat(june.settle(130)).isInstanceOfSatisfying(Settlement.Short.class, left -> {
            assertThat(left.cents()).isEqualTo(30);
            assertThat(left.why()).contains("no hour that the marketplace still takes");
        });
        assertThat(lab.node.nextDue()).isEmpty();
    }

    @Test
    void usage_of_the_last_minute_of_the_window_still_goes_out() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-07-01T04:00:00Z");
        june.due("130");
        lab.advanceTo("2025-07-01T04:05:00Z");
        assertThat(lab.texts(acme)).contains("2025-06-30T23:00:00Z 30 CONFIRMED");
    }

    @Test
    void the_first_slot_never_lies_before_the_period() {
        lab.moveTo("2025-06-10T12:30:00Z");
        MeterLab.Draft backdated = lab.draft(acme, "2025-06-10T12:00:00Z", "2025-07-01T00:00:00Z");
        backdated.due("10");
        lab.advanceTo("2025-06-10T13:04:59Z");
        assertThat(backdated.quantities()).isEmpty();
        lab.advanceTo("2025-06-10T13:05:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-10T12:00:00Z 10 CONFIRMED");
    }

    @Test
    void invoices_of_one_configuration_share_the_slot_of_an_hour() {
        MeterLab.Draft one = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        MeterLab.Draft two = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        one.due("10");
        two.due("32");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(one.quantities()).containsExactly(42L);
        assertThat(lab.metering.of(two.id))
                .hasValueSatisfying(metered -> assertThat(metered.confirmed()).isEqualTo(32));
    }

    @Test
    void an_amount_above_one_records_maximum_is_split_over_hours() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("2147483650");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(june.quantities()).containsExactly(2147483647L, 3L);
    }

    @Test
    void where_a_record_holds_any_long_one_is_enough() {
        road.most = Long.MAX_VALUE;
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("9223372036854775807");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(june.quantities()).containsExactly(Long.MAX_VALUE);
    }

    /** It held up every other invoice of the configuration, as an error of each hour. */
    @Test
    void more_than_the_ledger_holds_is_not_metered_and_holds_up_no_other_invoice_of_the_buyer() {
        MeterLab.Draft vast = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        MeterLab.Draft other = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        vast.due("9223372036854775808");
        other.due("7");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(other.quantities()).containsExactly(7L);
        vast.due("5");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(lab.metering.of(vast.id))
                .hasValueSatisfying(metered -> assertThat(metered.confirmed()).isEqualTo(5));
    }

    @Test
    void an_archived_configuration_is_metered_no_more_from_that_moment() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-06-01T01:05:00Z");
        june.due("200");
        lab.archive(acme);
        lab.advanceTo("2025-07-03T00:00:00Z");
        assertThat(june.quantities()).containsExactly(100L);
        assertThat(lab.node.nextDue()).isEmpty();
    }

    @Test
    void more_metered_than_due_settles_with_the_remainder_visible() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-07-01T00:10:00Z");
        june.due("60");
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(60);
        lab.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(60))
                .isInstanceOfSatisfying(
                        Settlement.Settled.class,
                        settled -> assertThat(settled.over()).isEqualTo(40));
    }

    @Test
    void a_regenerated_invoice_meters_only_what_the_voided_one_did_not() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeterLab.Draft june = lab.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-07-01T00:00:00Z");
        lab.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        lab.advanceTo("2025-07-02T06:30:00Z");
        june.voided();
        InvoiceId again = june.regenerated(130);
        lab.advanceTo("2025-07-02T08:00:00Z");

        assertThat(june.quantities()).containsExactly(100L, 30L);
        assertThat(lab.metering.settle(again, 130, lab.instant())).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void a_scheduled_invoice_is_one_part_in_the_hour_of_its_issue_date() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        lab.advanceTo("2025-06-10T09:20:00Z");
        InvoiceId charge = lab.scheduled(acme, "2025-06-10T09:20:00Z", 5000, CreditType.USD_CENTS);
        june.due("3");
        lab.advanceTo("2025-06-10T10:05:00Z");
        assertThat(lab.texts(acme)).containsExactly("2025-06-10T09:00:00Z 5003 CONFIRMED");
        assertThat(lab.metering.settle(charge, 5000, lab.instant())).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void a_charge_in_another_currency_is_not_metered() {
        var euro = new CreditType(UUID.randomUUID(), "EUR", "EUR", 2);
        InvoiceId charge = lab.scheduled(acme, "2025-06-01T00:00:00Z", 5000, euro);
        lab.advanceTo("2025-06-02T00:00:00Z");
        assertThat(lab.quantities(acme)).isEmpty();
        assertThat(lab.metering.of(charge)).isEmpty();
    }

    @Test
    void a_draft_in_another_currency_is_not_metered_and_says_why() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("5", "5", "EUR");
        lab.advanceTo("2025-06-02T00:00:00Z");
        assertThat(june.quantities()).isEmpty();
        assertThat(lab.metering.of(june.id).orElseThrow().reason()).contains("US dollars only, not EUR");
    }

    @Test
    void a_configuration_that_lacks_a_key_opens_no_stream_and_its_invoice_says_so() {
        ProviderConfiguration incomplete = lab.aws("{'no_buyer':'x'}");
        MeterLab.Draft june = lab.draft(incomplete, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        assertThat(lab.metering.of(june.id)).isEmpty();
        assertThat(june.settle(10)).isInstanceOf(Settlement.Short.class);
    }

    @Test
    void the_database_refuses_to_change_a_frozen_slot() {
        MeterLab.Draft june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThatThrownBy(() ->
                        lab.sql.sql("UPDATE metering_record SET quantity = 101").update())
                .hasMessageContaining("is frozen");
        assertThatThrownBy(() -> lab.sql
                        .sql("UPDATE metering_record SET state = 'PENDING', next_attempt_at = now()")
                        .update())
                .hasMessageContaining("is settled as CONFIRMED");
    }

    @Test
    void two_configurations_of_one_buyer_never_use_the_same_hour() {
        ProviderConfiguration second = lab.aws("{'buyer':'acme'}");
        lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("10");
        lab.draft(second, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("20");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(lab.quantities(acme).size() + lab.quantities(second).size()).isEqualTo(2);
        assertThat(road.held).hasSize(2);
    }
}
