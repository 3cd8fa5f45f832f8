package io.downbeat.rating.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.subscriptions.BillingGrid;
import io.downbeat.contracts.subscriptions.QuantityChange;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds of the charges of a billing period whatever is asked of a subscription (subscriptions.md 1.9). */
class SubscriptionChargesPropertyTest {
    private static final Instant START = Instant.parse("2025-05-01T00:00:00Z");
    private static final int HOURS = 744;
    private static final ServicePeriod MAY = new ServicePeriod(START, START.plus(Duration.ofHours(HOURS)));
    private static final BillingGrid.Window WINDOW = new BillingGrid.Window(MAY, MAY);

    private static Instant hour(int hours) {
        return START.plus(Duration.ofHours(hours));
    }

    private static Subscription subscription(List<QuantityChange> changes, Subscription.@Nullable Rounding rounding) {
        return agreed(changes, new Subscription.Proration(true, rounding));
    }

    private static Subscription agreed(List<QuantityChange> changes, Subscription.Proration proration) {
        return new Subscription(
                new SubscriptionId(new UUID(0, 1)),
                new Subscription.Product(new ProductId(new UUID(0, 2)), Frequency.MONTHLY),
                null,
                null,
                START,
                null,
                new Subscription.Collection(
                        Subscription.Schedule.ADVANCE,
                        Subscription.InvoiceBehavior.BILL_IMMEDIATELY,
                        Subscription.Placement.ON_USAGE_INVOICE,
                        null),
                proration,
                null,
                changes,
                Map.of(),
                START);
    }

    private static SubscriptionPrice price(int cents) {
        return new SubscriptionPrice(BigDecimal.valueOf(cents), CreditType.USD_CENTS, true, "Team", Set.of());
    }

    private static SubscriptionCharge charge(int quantity, int cents, int from, int until) {
        return new SubscriptionCharge(
                subscription(List.of(), null),
                ChargeKind.BASE,
                MAY,
                new ServicePeriod(hour(from), hour(until)),
                BigDecimal.ZERO,
                BigDecimal.valueOf(quantity),
                price(cents));
    }

    @Property
    void a_window_in_two_parts_costs_as_much_as_in_one_to_the_cent(
            @ForAll @IntRange(min = 1, max = 5000) int quantity,
            @ForAll @IntRange(max = 1_000_000) int cents,
            @ForAll @IntRange(min = 1, max = HOURS - 1) int cut) {
        BigDecimal parts = charge(quantity, cents, 0, cut)
                .total()
                .plus(charge(quantity, cents, cut, HOURS).total())
                .value();
        BigDecimal whole = charge(quantity, cents, 0, HOURS).total().value();
        assertThat(whole).isEqualByComparingTo(BigDecimal.valueOf((long) quantity * cents));
        assertThat(parts.subtract(whole).abs()).isLessThanOrEqualTo(BigDecimal.ONE);
    }

    @Property
    void a_part_costs_its_exact_share_rounded_once(
            @ForAll @IntRange(min = 1, max = 5000) int quantity,
            @ForAll @IntRange(max = 1_000_000) int cents,
            @ForAll @IntRange(min = 1, max = HOURS) int hours) {
        BigDecimal total = charge(quantity, cents, HOURS - hours, HOURS).total().value();
        BigDecimal exactTimesHours = BigDecimal.valueOf((long) quantity * cents).multiply(BigDecimal.valueOf(hours));
        BigDecimal error = total.multiply(BigDecimal.valueOf(HOURS)).subtract(exactTimesHours);
        assertThat(error.abs()).isLessThanOrEqualTo(BigDecimal.valueOf(HOURS / 2));
        assertThat(total.signum()).isNotNegative();
    }

    /** An edit: what it changes from which hour on, and whether what is owed by then is billed before the next. */
    record Step(int hour, QuantityChange.Kind kind, int amount, boolean bills) {
        QuantityChange change() {
            return new QuantityChange(
                    SubscriptionChargesPropertyTest.hour(hour), kind, BigDecimal.valueOf(amount), List.of());
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<QuantityChange.Kind> kinds = Arbitraries.of(
                QuantityChange.Kind.SET, QuantityChange.Kind.ADD_UNASSIGNED, QuantityChange.Kind.REMOVE_UNASSIGNED);
        return Combinators.combine(
                        Arbitraries.integers().between(0, HOURS - 1),
                        kinds,
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Step>> increases() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, HOURS - 1),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(true, false))
                .as((hour, amount, bills) -> new Step(hour, QuantityChange.Kind.ADD_UNASSIGNED, amount, bills))
                .list()
                .ofMaxSize(12);
    }

    private static List<SubscriptionCharge> unbilled(Subscription of, List<BilledCharge> billed) {
        return new SubscriptionCharges(of, billed, _ -> Optional.of(price(1000))).unbilled(WINDOW);
    }

    @Property
    void every_hour_is_billed_for_as_many_as_there_are_whatever_is_changed_backwards(
            @ForAll("steps") List<Step> steps) {
        List<QuantityChange> changes = new ArrayList<>();
        List<BilledCharge> billed = new ArrayList<>();
        for (Step step : steps) {
            changes.add(step.change());
            if (step.bills()) {
                unbilled(subscription(changes, null), billed)
                        .forEach(charge -> billed.add(charge.billed(new UUID(0, billed.size()))));
            }
        }
        Subscription subscription = subscription(changes, null);
        List<SubscriptionCharge> rest = unbilled(subscription, billed);
        rest.forEach(charge -> {
            assertThat(charge.quantity().signum()).isPositive();
            assertThat(charge.total().signum()).isNotNegative();
        });
        rest.forEach(charge -> billed.add(charge.billed(new UUID(1, billed.size()))));
        for (int hour = 0; hour < HOURS; hour++) {
            Instant now = hour(hour);
            BigDecimal covered = billed.stream()
                    .filter(charge -> charge.charged().contains(now))
                    .map(BilledCharge::quantity)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(covered).isGreaterThanOrEqualTo(subscription.quantityAt(now));
        }
        assertThat(unbilled(subscription, billed)).isEmpty();
        assertThat(billed.stream().map(one -> one.charged().start() + " " + one.kind() + " " + one.above()))
                .doesNotHaveDuplicates();
    }

    /** Four seats, two more from the 16th that are billed; then it turns out that they were there from the 10th on. */
    @Example
    void what_was_there_earlier_than_it_is_billed_from_is_billed_up_to_there() {
        List<QuantityChange> changes = new ArrayList<>(List.of(
                new Step(0, QuantityChange.Kind.SET, 4, true).change(),
                new Step(15 * 24, QuantityChange.Kind.SET, 6, true).change()));
        List<BilledCharge> billed = new ArrayList<>();
        unbilled(subscription(changes, null), billed)
                .forEach(charge -> billed.add(charge.billed(new UUID(0, billed.size()))));
        changes.add(new Step(9 * 24, QuantityChange.Kind.SET, 6, true).change());

        assertThat(unbilled(subscription(changes, null), List.copyOf(billed)))
                .singleElement()
                .satisfies(charge -> {
                    assertThat(charge.charged()).isEqualTo(new ServicePeriod(hour(9 * 24), hour(15 * 24)));
                    assertThat(charge.kind()).isEqualTo(ChargeKind.CATCH_UP);
                    assertThat(charge.total().value()).isEqualByComparingTo("387");
                });
    }

    /** 1.3: every increase costs the whole price, and so did those that are billed from the 16th on. */
    @Example
    void without_proration_what_was_there_earlier_is_billed_once() {
        List<QuantityChange> changes = new ArrayList<>(List.of(
                new Step(0, QuantityChange.Kind.SET, 4, true).change(),
                new Step(15 * 24, QuantityChange.Kind.SET, 6, true).change()));
        List<BilledCharge> billed = new ArrayList<>();
        unbilled(whole(changes), billed).forEach(charge -> billed.add(charge.billed(new UUID(0, billed.size()))));
        changes.add(new Step(9 * 24, QuantityChange.Kind.SET, 6, true).change());
        assertThat(unbilled(whole(changes), billed)).isEmpty();
        changes.add(new Step(9 * 24, QuantityChange.Kind.ADD_UNASSIGNED, 1, true).change());
        assertThat(unbilled(whole(changes), billed))
                .singleElement()
                .satisfies(charge -> assertThat(charge.total().value()).isEqualByComparingTo("1000"));
    }

    /** An increase is billed at once while the period itself waits on a usage invoice. */
    @Example
    void the_period_itself_is_the_base_whatever_was_billed_before_it() {
        List<QuantityChange> changes = new ArrayList<>(List.of(
                new Step(0, QuantityChange.Kind.SET, 4, true).change(),
                new Step(5, QuantityChange.Kind.SET, 6, true).change()));
        List<BilledCharge> billed = new ArrayList<>();
        billAllButTheBase(changes, billed);
        changes.add(new Step(0, QuantityChange.Kind.SET, 6, true).change());
        billAllButTheBase(changes, billed);
        assertThat(billed).extracting(BilledCharge::kind).containsExactly(ChargeKind.INCREASE, ChargeKind.CATCH_UP);

        assertThat(unbilled(subscription(changes, null), billed))
                .singleElement()
                .satisfies(charge -> {
                    assertThat(charge.kind()).isEqualTo(ChargeKind.BASE);
                    assertThat(charge.above()).isZero();
                    assertThat(charge.quantity()).isEqualByComparingTo("4");
                });
    }

    /** What is billed at once does not count on a period that waits and may still change. */
    @Example
    void charges_that_are_billed_before_their_period_have_a_place_of_their_own() {
        List<QuantityChange> changes = new ArrayList<>(List.of(
                new Step(0, QuantityChange.Kind.SET, 4, true).change(),
                new Step(5, QuantityChange.Kind.SET, 6, true).change()));
        List<BilledCharge> billed = new ArrayList<>();
        billAllButTheBase(changes, billed);
        changes.add(new Step(0, QuantityChange.Kind.SET, 2, true).change());
        billAllButTheBase(changes, billed);
        unbilled(subscription(changes, null), List.copyOf(billed))
                .forEach(charge -> billed.add(charge.billed(new UUID(1, billed.size()))));
        assertThat(billed.stream().map(one -> one.charged().start() + " " + one.kind() + " " + one.above()))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    private static void billAllButTheBase(List<QuantityChange> changes, List<BilledCharge> billed) {
        unbilled(subscription(changes, null), List.copyOf(billed)).stream()
                .filter(charge -> charge.kind() != ChargeKind.BASE)
                .forEach(charge -> billed.add(charge.billed(new UUID(0, billed.size()))));
    }

    private static Subscription whole(List<QuantityChange> changes) {
        return agreed(changes, new Subscription.Proration(false, null));
    }

    @Property
    void where_there_are_never_less_every_hour_is_billed_for_exactly_as_many_as_there_were(
            @ForAll("increases") List<Step> steps) {
        List<QuantityChange> changes = new ArrayList<>();
        List<BilledCharge> billed = new ArrayList<>();
        for (Step step : steps) {
            changes.add(step.change());
            if (step.bills()) {
                unbilled(subscription(changes, null), billed)
                        .forEach(charge -> billed.add(charge.billed(new UUID(0, billed.size()))));
            }
        }
        Subscription subscription = subscription(changes, null);
        unbilled(subscription, billed).forEach(charge -> billed.add(charge.billed(new UUID(1, billed.size()))));
        for (int hour = 0; hour < HOURS; hour++) {
            Instant now = hour(hour);
            assertThat(billed.stream()
                            .filter(charge -> charge.charged().contains(now))
                            .map(BilledCharge::quantity)
                            .reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(subscription.quantityAt(now));
        }
        assertThat(billed.stream().map(one -> one.charged().start() + " " + one.kind() + " " + one.above()))
                .doesNotHaveDuplicates();
    }

    @Property
    void a_window_that_is_billed_at_its_end_is_billed_for_the_most_there_were(@ForAll("steps") List<Step> steps) {
        Subscription subscription =
                subscription(steps.stream().map(Step::change).toList(), null);
        BigDecimal billed = unbilled(subscription, List.of()).stream()
                .map(SubscriptionCharge::quantity)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal most = BigDecimal.ZERO;
        for (int hour = 0; hour < HOURS; hour++) {
            most = most.max(subscription.quantityAt(hour(hour)));
        }
        assertThat(billed).isEqualByComparingTo(most);
    }
}
