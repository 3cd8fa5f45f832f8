package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.operations.NamedDeliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.MarketplaceConnector.MeteredInterval;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.reconciliation.Difference.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rows of ours against lists of a provider, without either. */
class ComparisonTest {
    private static final Instant FROM = Instant.parse("2025-02-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2025-03-01T00:00:00Z");
    private static final Instant THEN = Instant.parse("2025-02-02T00:00:00Z");
    private static final DeliveryMethodId HERE = new DeliveryMethodId(new UUID(1, 1));
    private static final DeliveryMethodId THERE = new DeliveryMethodId(new UUID(2, 2));
    private static final DeliveryId DELIVERY = new DeliveryId(new UUID(3, 3));
    private static final CustomerId CUSTOMER = new CustomerId(new UUID(0, 9));
    private static final InvoiceId INVOICE = new InvoiceId(new UUID(4, 4));
    private static final NamedDeliveries NONE = new NamedDeliveries(Set.of(), Set.of());

    @Test
    void what_both_sides_hold_alike_is_no_difference() {
        assertThat(differences(row(DeliveryState.CONFIRMED, "in_1"), holding("in_1", 1250, true)))
                .isEmpty();
        assertThat(differences(row(DeliveryState.CANCELLED, "in_1"), holding("in_1", 1250, false)))
                .isEmpty();
    }

    @Test
    void what_the_account_lacks_is_missing_and_the_engine_may_ask_again() {
        assertThat(differences(row(DeliveryState.SENT, "in_1"))).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Kind.MISSING_THERE);
            assertThat(found.action()).isEqualTo(RepairAction.ASK_AGAIN);
            assertThat(found.invoiceId()).isEqualTo(INVOICE);
        });
    }

    @Test
    void nothing_is_sent_again_while_another_object_carries_the_deliverys_mark() {
        assertThat(differences(row(DeliveryState.SENT, "in_1"), holding("in_2", 1250, true)))
                .extracting(Difference::kind, Difference::action)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(Kind.MISSING_THERE, RepairAction.TELL_A_PERSON),
                        org.assertj.core.groups.Tuple.tuple(Kind.EXTRA_THERE, RepairAction.TELL_A_PERSON));
    }

    @Test
    void an_object_with_a_mark_that_leads_to_no_row_is_extra_if_it_asks_for_money() {
        assertThat(kinds(List.of(), holding("in_9", 1250, true))).containsExactly(Kind.EXTRA_THERE);
        assertThat(kinds(List.of(), holding("in_9", 1250, false))).isEmpty();
    }

    @Test
    void extra_counts_in_the_interval_only_unless_the_provider_lists_by_a_clock_of_its_own() {
        assertThat(kinds(List.of(), holdingMade(FROM.minusNanos(1)))).isEmpty();
        assertThat(kinds(List.of(), holdingMade(FROM))).containsExactly(Kind.EXTRA_THERE);
        assertThat(kinds(List.of(), holdingMade(UNTIL.minusNanos(1)))).containsExactly(Kind.EXTRA_THERE);
        assertThat(kinds(List.of(), holdingMade(UNTIL))).isEmpty();
        assertThat(kinds(List.of(), holdingMade(Instant.parse("2026-11-21T00:00:00Z"))))
                .containsExactly(Kind.EXTRA_THERE);
    }

    @Test
    void a_row_under_way_is_neither_missing_nor_is_its_object_extra() {
        var comparison = new Comparison(
                Map.of(HERE, List.of(holding("in_1", 1250, true))),
                Map.of(),
                List.of(),
                new NamedDeliveries(Set.of(DELIVERY), Set.of()));
        assertThat(differences(comparison)).isEmpty();
    }

    @Test
    void another_amount_is_told_to_the_cent() {
        assertThat(differences(row(DeliveryState.CONFIRMED, "in_1"), holding("in_1", 1251, true)))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.kind()).isEqualTo(Kind.DIFFERENT_AMOUNT);
                    assertThat(found.detail()).isEqualTo("the invoice says 12.50 USD, there it is 12.51 USD");
                });
    }

    @Test
    void what_another_account_of_ours_holds_is_in_the_wrong_account_and_told_once() {
        var comparison = new Comparison(
                Map.of(HERE, List.of(), THERE, List.of(holding("in_1", 1250, true))),
                Map.of(THERE, "acct_there"),
                List.of(row(DeliveryState.CONFIRMED, "in_1")),
                NONE);
        assertThat(differences(comparison)).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Kind.WRONG_ACCOUNT);
            assertThat(found.detail()).contains("acct_there");
        });
    }

    @Test
    void void_on_one_side_only_is_found_from_either_side_and_once_known_no_more() {
        assertThat(differences(row(DeliveryState.CONFIRMED, "in_1"), holding("in_1", 1250, false)))
                .extracting(Difference::kind, Difference::action)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.VOIDED_THERE, RepairAction.RECORD_STATUS));
        assertThat(differences(row(DeliveryState.CANCELLED, "in_1"), holding("in_1", 1250, true)))
                .extracting(Difference::kind, Difference::action)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.NOT_VOIDED_THERE, RepairAction.TAKE_BACK));
        assertThat(differences(row(DeliveryState.CONFIRMED, "in_1", "VOID"), holding("in_1", 1250, false)))
                .isEmpty();
        assertThat(differences(row(DeliveryState.CONFIRMED, "in_1", "DELETED"))).isEmpty();
    }

    /** A provider calls it paid as soon as it is there, and takes back none that is. */
    @Test
    void one_of_zero_that_was_taken_back_is_not_missed_for_being_called_paid_there() {
        assertThat(differences(row(DeliveryState.CANCELLED, "in_1"), paid(0))).isEmpty();
        assertThat(differences(row(DeliveryState.CANCELLED, "in_1"), paid(1)))
                .extracting(Difference::kind)
                .containsExactly(Kind.NOT_VOIDED_THERE);
    }

    @Test
    void a_row_that_first_went_out_at_another_time_is_not_judged_and_its_object_is_not_extra() {
        for (Instant at : List.of(FROM.minusNanos(1), UNTIL)) {
            var row = new DeliverySummary(
                    DELIVERY,
                    CUSTOMER,
                    INVOICE,
                    HERE,
                    Amount.cents(1),
                    Purpose.DELIVER,
                    DeliveryState.CONFIRMED,
                    3,
                    "in_1",
                    null,
                    false,
                    new DeliverySummary.Times(at, at, at, at));
            assertThat(differences(row, holding("in_1", 1250, true))).isEmpty();
        }
    }

    @Test
    void an_account_that_could_not_be_asked_says_nothing() {
        var comparison = new Comparison(Map.of(), Map.of(), List.of(row(DeliveryState.CONFIRMED, "in_1")), NONE);
        assertThat(differences(comparison)).isEmpty();
    }

    @Test
    void a_row_is_at_rest_once_the_quiet_time_is_over() {
        Duration quiet = Duration.ofMinutes(15);
        var row = row(DeliveryState.CONFIRMED, "in_1");
        assertThat(row.isAtRest(THEN.plus(quiet).minusNanos(1), quiet)).isFalse();
        assertThat(row.isAtRest(THEN.plus(quiet), quiet)).isTrue();
        assertThat(row(DeliveryState.UNKNOWN, "in_1").isAtRest(UNTIL, quiet)).isFalse();
    }

    @Test
    void meter_slots_are_compared_by_whatever_stretch_the_marketplace_shows() {
        Instant day = FROM;
        var slots = List.of(slot(day, 3, 40, "CONFIRMED"), slot(day, 5, 60, "CONFIRMED"), slot(day, 7, 9, "REJECTED"));
        assertThat(meters(slots, interval(day, 0, 24, 100))).isEmpty();
        assertThat(meters(slots, interval(day, 3, 4, 40), interval(day, 5, 6, 60)))
                .isEmpty();
        assertThat(meters(slots, interval(day, 3, 4, 40)))
                .extracting(Difference::kind)
                .containsExactly(Kind.MISSING_THERE);
        assertThat(meters(slots, interval(day, 0, 24, 99)))
                .extracting(Difference::kind)
                .containsExactly(Kind.DIFFERENT_AMOUNT);
        assertThat(meters(slots, interval(day, 0, 24, 100), interval(day, 30, 31, 5)))
                .extracting(Difference::kind, Difference::action)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.EXTRA_THERE, RepairAction.TELL_A_PERSON));
        var underWay = List.of(slot(day, 3, 40, "CONFIRMED"), slot(day, 5, 60, "UNKNOWN"));
        assertThat(meters(underWay, interval(day, 0, 24, 40))).isEmpty();
    }

    @Test
    void two_rows_for_one_stretch_are_one_and_what_ends_after_the_settled_time_is_not_judged() {
        var slots = List.of(slot(FROM, 3, 40, "CONFIRMED"), slot(FROM, 5, 60, "CONFIRMED"));
        assertThat(meters(slots, interval(FROM, 0, 24, 40), interval(FROM, 0, 24, 60)))
                .isEmpty();
        assertThat(meters(slots, interval(FROM, 0, 24, 40), interval(FROM, 0, 24, 61)))
                .extracting(Difference::kind)
                .containsExactly(Kind.DIFFERENT_AMOUNT);
        Instant day = FROM.plus(Duration.ofHours(24));
        var wrong = List.of(interval(FROM, 0, 24, 99));
        assertThat(MeterReconciliation.differences("aws", "buyer", slots, wrong, FROM, UNTIL, day.minusNanos(1)))
                .isEmpty();
        assertThat(MeterReconciliation.differences("aws", "buyer", slots, wrong, FROM, UNTIL, day))
                .hasSize(1);
    }

    @Test
    void what_a_marketplace_makes_nothing_of_is_missing_there() {
        assertThat(meters(List.of(slot(FROM, 3, 40, "CONFIRMED")), interval(FROM, 0, 24, 0)))
                .extracting(Difference::kind, Difference::detail)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        Kind.MISSING_THERE,
                        "buyer, 2025-02-01T00:00:00Z to 2025-02-02T00:00:00Z: we metered 0.40 USD, the marketplace"
                                + " shows nothing (Accepted)"));
    }

    private static List<Difference> meters(List<MeterReconciliation.OurRecord> slots, MeteredInterval... intervals) {
        return MeterReconciliation.differences("aws", "buyer", slots, List.of(intervals), FROM, UNTIL, UNTIL);
    }

    private static MeterReconciliation.OurRecord slot(Instant day, int hour, long quantity, String state) {
        return new MeterReconciliation.OurRecord(day.plus(Duration.ofHours(hour)), quantity, state);
    }

    private static MeteredInterval interval(Instant day, int from, int until, long quantity) {
        return new MeteredInterval(
                day.plus(Duration.ofHours(from)), day.plus(Duration.ofHours(until)), quantity, "Accepted", null);
    }

    private static List<Difference> differences(DeliverySummary row, Holding... holdings) {
        return differences(new Comparison(Map.of(HERE, List.of(holdings)), Map.of(), List.of(row), NONE));
    }

    private static List<Kind> kinds(List<DeliverySummary> rows, Holding... holdings) {
        return differences(new Comparison(Map.of(HERE, List.of(holdings)), Map.of(), rows, NONE)).stream()
                .map(Difference::kind)
                .toList();
    }

    private static List<Difference> differences(Comparison comparison) {
        var wanted = new Comparison.Interval(FROM, UNTIL);
        return comparison.differences(
                row -> wanted.contains(row.times().firstSend()),
                Comparison.madeIn(
                        wanted,
                        new Comparison.Interval(FROM.minus(Duration.ofDays(1)), UNTIL.plus(Duration.ofDays(1)))));
    }

    private static DeliverySummary row(DeliveryState state, String ref) {
        return row(state, ref, "FINALIZED");
    }

    private static DeliverySummary row(DeliveryState state, String ref, String status) {
        return new DeliverySummary(
                DELIVERY,
                CUSTOMER,
                INVOICE,
                HERE,
                Amount.cents(1250),
                Purpose.DELIVER,
                state,
                3,
                ref,
                status,
                false,
                new DeliverySummary.Times(THEN, THEN, THEN, THEN));
    }

    private static Holding holding(String ref, long total, boolean live) {
        return new Holding(
                ref, DELIVERY, INVOICE, BigDecimal.valueOf(total), "usd", live, live ? "open" : "void", THEN);
    }

    private static Holding paid(long total) {
        return new Holding("in_1", DELIVERY, INVOICE, BigDecimal.valueOf(total), "usd", true, "paid", THEN);
    }

    private static Holding holdingMade(Instant at) {
        return new Holding("in_9", new DeliveryId(new UUID(9, 9)), null, BigDecimal.TEN, "usd", true, "open", at);
    }
}
