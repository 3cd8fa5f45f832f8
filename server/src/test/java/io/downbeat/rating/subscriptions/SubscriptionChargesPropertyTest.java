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
                new Subscription.Proration(true, rounding),
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
