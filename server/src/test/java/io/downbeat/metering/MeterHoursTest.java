package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.settlement.Settlement;
import io.downbeat.providers.ProviderConfiguration;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes a slot, when, and what does not (domain.md rows 29, 31, 75 to 82). */
class MeterHoursTest {
    private final FakeMarketplace connector = new FakeMarketplace();
    private MeteringHarness harness;
    private ProviderConfiguration acme;

    @BeforeEach
    void start() {
        harness = new MeteringHarness("2025-06-01T00:00:00Z", connector);
        acme = harness.aws("{'buyer':'acme'}");
    }

    @AfterEach
    void the_ledger_agrees_with_itself() {
        assertThat(harness.violations()).isEmpty();
        harness.close();
    }

    @Test
    void an_hour_is_metered_five_minutes_after_it_ended_and_not_before() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("7500");
        harness.advanceTo("2025-06-01T01:04:59Z");
        assertThat(june.quantities()).isEmpty();

        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 7500 CONFIRMED");

        june.due("10000");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(june.quantities()).containsExactly(7500L, 2500L);
    }

    @Test
    void what_falls_pauses_metering_until_usage_has_caught_up() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("7500");
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("6000");
        harness.advanceTo("2025-06-01T02:05:00Z");
        june.due("7500");
        harness.advanceTo("2025-06-01T03:05:00Z");
        june.due("7501");
        harness.advanceTo("2025-06-01T04:05:00Z");

        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 7500 CONFIRMED", "2025-06-01T03:00:00Z 1 CONFIRMED");
    }

    @Test
    void an_hour_with_nothing_new_makes_no_record() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("0.9");
        harness.advanceTo("2025-06-03T00:00:00Z");
        assertThat(june.quantities()).isEmpty();
        assertThat(connector.requests).isEmpty();
    }

    @Test
    void the_job_run_twice_for_one_hour_makes_one_record() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.moveTo("2025-06-01T01:05:00Z");
        assertThat(harness.node.hours.runDue(harness.instant())).isOne();
        june.due("150");
        assertThat(harness.node.hours.runDue(harness.instant())).isZero();
        harness.advanceTo("2025-06-01T01:59:59Z");
        assertThat(june.quantities()).containsExactly(100L);
    }

    @Test
    void two_servers_at_once_make_one_record_of_an_hour() throws Exception {
        ContractId contract = new ContractId(UUID.randomUUID());
        for (int i = 0; i < 20; i++) {
            harness.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                    .due("10");
        }
        harness.moveTo("2025-06-01T01:05:00Z");
        MeteringHarness.Node other = harness.anotherNode();
        var go = new CountDownLatch(1);
        var metered = new AtomicInteger();
        List<Thread> servers = java.util.stream.Stream.of(harness.node, other)
                .map(node -> Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException stopped) {
                        return;
                    }
                    metered.addAndGet(node.hours.runDue(harness.instant()));
                    node.settle();
                }))
                .toList();
        go.countDown();
        for (Thread server : servers) {
            server.join();
        }
        harness.node.settle();

        assertThat(metered).hasValue(20);
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 200 CONFIRMED");
        assertThat(connector.requests).hasSize(1);
    }

    @Test
    void after_an_outage_the_next_record_carries_the_sum() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("400");
        // No server ran for three hours.
        harness.moveTo("2025-06-01T04:30:00Z");
        harness.node.settle();
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED", "2025-06-01T03:00:00Z 300 CONFIRMED");
    }

    @Test
    void the_closing_slot_lies_in_the_last_hour_of_the_period_and_carries_the_rounded_total() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("99.4");
        harness.advanceTo("2025-06-30T23:05:00Z");
        june.due("200.5");
        harness.advanceTo("2025-07-01T00:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 99 CONFIRMED", "2025-06-30T23:00:00Z 102 CONFIRMED");

        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(201);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(201)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void what_is_finalized_right_after_an_hour_leaves_its_one_record_to_whoevers_last_hour_it_was() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeteringHarness.Draft june = harness.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T00:00:00Z");
        harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        MeteringHarness.Draft day = harness.draft(acme, "2025-07-01T00:00:00Z", "2025-07-02T00:00:00Z");
        for (int hour = 1; hour <= 23; hour++) {
            day.due(String.valueOf(hour));
            harness.advanceTo("2025-07-01T%02d:05:00Z".formatted(hour));
        }
        day.due("30");
        harness.advanceTo("2025-07-02T00:04:59Z");
        june.finalizeAt(150);
        harness.settle();
        assertThat(harness.texts(acme)).doesNotContain("2025-07-01T23:00:00Z 50 CONFIRMED");
        assertThat(june.settle(150)).isInstanceOf(Settlement.Waiting.class);

        harness.advanceTo("2025-07-02T00:05:00Z");
        assertThat(harness.texts(acme)).endsWith("2025-07-01T23:00:00Z 57 CONFIRMED");
        assertThat(june.settle(150)).isInstanceOf(Settlement.Settled.class);
        harness.advanceTo("2025-07-03T00:00:00Z");
        day.finalizeAt(30);
        harness.settle();
        assertThat(day.settle(30)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void what_is_finalized_right_after_an_hour_loses_none_that_ends_meanwhile() {
        connector.window = Duration.ofHours(2).plusMinutes(3);
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        // Of June only its last hour is still taken, and at three minutes past that is over as well.
        harness.advanceTo("2025-07-01T01:02:59Z");
        june.finalizeAt(130);
        harness.settle();
        assertThat(harness.texts(acme)).endsWith("2025-06-30T23:00:00Z 30 CONFIRMED");
        assertThat(june.settle(130)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void what_is_finalized_right_after_an_hour_and_is_metered_already_is_settled_at_once() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        harness.settle();
        assertThat(june.settle(100)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void late_usage_rode_on_the_next_period_although_its_end_is_moved_back_afterwards() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeteringHarness.Draft june = harness.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T00:00:00Z");
        MeteringHarness.Draft july = harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        harness.advanceTo("2025-07-01T12:00:00Z");
        june.due("130");
        harness.advanceTo("2025-07-01T12:05:00Z");
        assertThat(harness.texts(acme)).endsWith("2025-07-01T11:00:00Z 30 CONFIRMED");

        Amount nothing = new Amount(BigDecimal.ZERO, CreditType.USD_CENTS);
        harness.invoices.due(july.id, nothing, nothing, Instant.parse("2025-07-01T11:00:00Z"));
        harness.advanceTo("2025-07-01T13:05:00Z");
        assertThat(harness.sql
                        .sql("SELECT ends_at = '2025-07-01T11:00:00Z' FROM metered_invoice WHERE invoice_id = :july")
                        .param("july", july.id.value())
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(harness.violations()).isEmpty();
    }

    @Test
    void what_only_the_total_shows_in_grace_rides_in_an_hour_of_its_period() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100", "300", "USD");
        harness.advanceTo("2025-07-01T00:05:00Z");
        // A quantity of a subscription is edited: what is certain never had it.
        june.due("100", "450", "USD");
        harness.advanceTo("2025-07-01T01:05:00Z");
        // A late event that moves nothing but the rounding of a line.
        june.due("100.4", "451", "USD");
        harness.advanceTo("2025-07-01T02:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly(
                        "2025-06-01T00:00:00Z 100 CONFIRMED",
                        "2025-06-30T21:00:00Z 1 CONFIRMED",
                        "2025-06-30T22:00:00Z 150 CONFIRMED",
                        "2025-06-30T23:00:00Z 200 CONFIRMED");
    }

    @Test
    void late_usage_rides_in_an_unused_earlier_hour_of_its_own_period() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T00:05:00Z");
        june.due("130");
        harness.advanceTo("2025-07-01T01:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED", "2025-06-30T23:00:00Z 30 CONFIRMED");
        june.due("150");
        harness.advanceTo("2025-07-01T02:05:00Z");
        assertThat(harness.texts(acme)).contains("2025-06-30T22:00:00Z 20 CONFIRMED");
    }

    @Test
    void late_usage_rides_on_the_next_period_when_the_same_configuration_carries_it() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeteringHarness.Draft june = harness.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T00:00:00Z");
        MeteringHarness.Draft july = harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        harness.advanceTo("2025-07-01T12:00:00Z");
        june.due("130");
        july.due("7");
        harness.advanceTo("2025-07-01T12:05:00Z");
        assertThat(harness.texts(acme)).contains("2025-07-01T11:00:00Z 37 CONFIRMED");
        june.finalizeAt(130);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(130)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void late_usage_that_no_hour_can_carry_stays_visible_with_its_reason() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        // The last hour is 23:00, so at 05:00 its window of six hours is over.
        harness.advanceTo("2025-07-01T05:00:00Z");
        june.due("130");
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(130);
        harness.advanceTo("2025-07-03T00:00:00Z");

        assertThat(june.quantities()).containsExactly(100L);
        assertThat(june.settle(130)).isInstanceOfSatisfying(Settlement.Shortfall.class, left -> {
            assertThat(left.cents()).isEqualTo(30);
            assertThat(left.why()).contains("no hour that the marketplace still takes");
        });
        assertThat(harness.node.nextDue()).isEmpty();
    }

    @Test
    void usage_of_the_last_minute_of_the_window_still_goes_out() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T04:00:00Z");
        june.due("130");
        harness.advanceTo("2025-07-01T04:05:00Z");
        assertThat(harness.texts(acme)).contains("2025-06-30T23:00:00Z 30 CONFIRMED");
    }

    @Test
    void the_first_slot_never_lies_before_the_period() {
        harness.moveTo("2025-06-10T12:30:00Z");
        MeteringHarness.Draft backdated = harness.draft(acme, "2025-06-10T12:00:00Z", "2025-07-01T00:00:00Z");
        backdated.due("10");
        harness.advanceTo("2025-06-10T13:04:59Z");
        assertThat(backdated.quantities()).isEmpty();
        harness.advanceTo("2025-06-10T13:05:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-10T12:00:00Z 10 CONFIRMED");
    }

    @Test
    void invoices_of_one_configuration_share_the_slot_of_an_hour() {
        MeteringHarness.Draft one = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        MeteringHarness.Draft two = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        one.due("10");
        two.due("32");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(one.quantities()).containsExactly(42L);
        assertThat(harness.metering.of(two.id))
                .hasValueSatisfying(
                        metered -> assertThat(metered.cents().confirmed()).isEqualTo(32));
    }

    @Test
    void an_amount_above_one_records_maximum_is_split_over_hours() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("2147483650");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(june.quantities()).containsExactly(2147483647L, 3L);
    }

    @Test
    void where_a_record_holds_any_long_one_is_enough() {
        connector.most = Long.MAX_VALUE;
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("9223372036854775807");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(june.quantities()).containsExactly(Long.MAX_VALUE);
    }

    /** It held up every other invoice of the configuration, as an error of each hour. */
    @Test
    void more_than_the_ledger_holds_is_not_metered_and_holds_up_no_other_invoice_of_the_buyer() {
        MeteringHarness.Draft vast = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        MeteringHarness.Draft other = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        vast.due("9223372036854775808");
        other.due("7");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(other.quantities()).containsExactly(7L);
        vast.due("5");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(harness.metering.of(vast.id))
                .hasValueSatisfying(
                        metered -> assertThat(metered.cents().confirmed()).isEqualTo(5));
    }

    @Test
    void an_archived_configuration_is_metered_no_more_from_that_moment() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("200");
        harness.archive(acme);
        harness.advanceTo("2025-07-03T00:00:00Z");
        assertThat(june.quantities()).containsExactly(100L);
        assertThat(harness.node.nextDue()).isEmpty();
    }

    @Test
    void more_metered_than_due_settles_with_the_remainder_visible() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T00:10:00Z");
        june.due("60");
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(60))
                .isInstanceOfSatisfying(
                        Settlement.Settled.class,
                        settled -> assertThat(settled.over()).isEqualTo(40));
    }

    @Test
    void a_regenerated_invoice_meters_only_what_the_voided_one_did_not() {
        ContractId contract = new ContractId(UUID.randomUUID());
        MeteringHarness.Draft june = harness.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-01T00:00:00Z");
        harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        harness.advanceTo("2025-07-02T06:30:00Z");
        june.voided();
        InvoiceId again = june.regenerated(130);
        harness.advanceTo("2025-07-02T08:00:00Z");

        assertThat(june.quantities()).containsExactly(100L, 30L);
        assertThat(harness.settle(again, 130)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void a_scheduled_invoice_is_one_part_in_the_hour_of_its_issue_date() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        harness.advanceTo("2025-06-10T09:20:00Z");
        InvoiceId charge = harness.scheduled(acme, "2025-06-10T09:20:00Z", 5000, CreditType.USD_CENTS);
        june.due("3");
        harness.advanceTo("2025-06-10T10:05:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-10T09:00:00Z 5003 CONFIRMED");
        assertThat(harness.settle(charge, 5000)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void a_charge_in_another_currency_is_not_metered() {
        var euro = new CreditType(UUID.randomUUID(), "EUR", "EUR", 2);
        InvoiceId charge = harness.scheduled(acme, "2025-06-01T00:00:00Z", 5000, euro);
        harness.advanceTo("2025-06-02T00:00:00Z");
        assertThat(harness.quantities(acme)).isEmpty();
        assertThat(harness.metering.of(charge)).isEmpty();
    }

    @Test
    void a_draft_in_another_currency_is_not_metered_and_says_why() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("5", "5", "EUR");
        harness.advanceTo("2025-06-02T00:00:00Z");
        assertThat(june.quantities()).isEmpty();
        assertThat(harness.metering.of(june.id).orElseThrow().reason()).contains("US dollars only, not EUR");
    }

    @Test
    void a_configuration_that_lacks_a_key_opens_no_stream_and_its_invoice_says_so() {
        ProviderConfiguration incomplete = harness.aws("{'no_buyer':'x'}");
        MeteringHarness.Draft june = harness.draft(incomplete, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        assertThat(harness.metering.of(june.id)).isEmpty();
        assertThat(june.settle(10)).isInstanceOf(Settlement.Shortfall.class);
    }

    @Test
    void the_database_refuses_to_change_a_frozen_slot() {
        MeteringHarness.Draft june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThatThrownBy(() -> harness.sql
                        .sql("UPDATE metering_record SET quantity = 101")
                        .update())
                .hasMessageContaining("is frozen");
        assertThatThrownBy(() -> harness.sql
                        .sql("UPDATE metering_record SET state = 'PENDING', next_attempt_at = now()")
                        .update())
                .hasMessageContaining("is settled as CONFIRMED");
    }

    @Test
    void two_configurations_of_one_buyer_never_use_the_same_hour() {
        ProviderConfiguration second = harness.aws("{'buyer':'acme'}");
        harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("10");
        harness.draft(second, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("20");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(harness.quantities(acme).size() + harness.quantities(second).size())
                .isEqualTo(2);
        assertThat(connector.held).hasSize(2);
    }
}
