package io.downbeat.rating.subscriptions;

import io.downbeat.contracts.subscriptions.BillingGrid;
import io.downbeat.contracts.subscriptions.SeatSchedule;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is to be billed of one subscription for a window and is not (subscriptions.md 1.4). Pure.
 *
 * <p>Whatever there is at a moment is billed from then to the window's end; what there is less of later is not given back, and
 * what comes again after that is not billed again: a high-water mark.
 */
final class SubscriptionCharges {
    private final Subscription subscription;
    private final SeatSchedule seats;
    private final Collection<BilledCharge> billed;
    private final Function<Instant, Optional<SubscriptionPrice>> prices;

    /**
     * @param billed of the subscription
     * @param prices what one of it costs, from a moment on
     */
    SubscriptionCharges(
            Subscription subscription,
            Collection<BilledCharge> billed,
            Function<Instant, Optional<SubscriptionPrice>> prices) {
        this.subscription = subscription;
        this.seats = subscription.seats();
        this.billed = billed;
        this.prices = prices;
    }

    /** In the order in which they arise; none while the card has no price. */
    List<SubscriptionCharge> unbilled(BillingGrid.Window window) {
        List<BilledCharge> before = billed.stream()
                .filter(charge -> charge.period().equals(window.period()))
                .toList();
        List<SubscriptionCharge> charges = new ArrayList<>();
        for (Instant moment : moments(window)) {
            BigDecimal covered = covered(moment, before, charges);
            BigDecimal quantity = seats.at(moment).quantity();
            if (quantity.compareTo(covered) > 0) {
                price(window, before)
                        .map(price -> new SubscriptionCharge(
                                subscription,
                                kind(moment, window, covered, before),
                                window.period(),
                                new ServicePeriod(moment, window.end()),
                                covered,
                                quantity.subtract(covered),
                                price))
                        .ifPresent(charges::add);
            }
        }
        return charges;
    }

    /** Where the window begins, and where inside it there are more or less. */
    private NavigableSet<Instant> moments(BillingGrid.Window window) {
        NavigableSet<Instant> moments = new TreeSet<>(List.of(window.start()));
        seats.timeline().segments().stream()
                .map(Timeline.Segment::from)
                .filter(window.charged()::contains)
                .forEach(moments::add);
        return moments;
    }

    /** How many the moment is billed for: all that was billed from it on, or from before it. */
    private static BigDecimal covered(Instant moment, List<BilledCharge> billed, List<SubscriptionCharge> charges) {
        BigDecimal covered = BigDecimal.ZERO;
        for (BilledCharge charge : billed) {
            if (!charge.charged().start().isAfter(moment)) {
                covered = covered.add(charge.quantity());
            }
        }
        for (SubscriptionCharge charge : charges) {
            covered = covered.add(charge.quantity());
        }
        return covered;
    }

    private static ChargeKind kind(
            Instant moment, BillingGrid.Window window, BigDecimal covered, List<BilledCharge> billed) {
        if (moment.isAfter(window.start())) {
            return ChargeKind.INCREASE;
        }
        return covered.signum() == 0 && billed.stream().noneMatch(charge -> charge.kind() == ChargeKind.BASE)
                ? ChargeKind.BASE
                : ChargeKind.CATCH_UP;
    }

    /** Read once for a window: what was billed of it says for which price. */
    private Optional<SubscriptionPrice> price(BillingGrid.Window window, List<BilledCharge> billed) {
        Optional<SubscriptionPrice> now = prices.apply(window.start());
        return billed.stream()
                .findFirst()
                .map(first -> now.map(price -> price.of(first.price())))
                .orElse(now);
    }
}
