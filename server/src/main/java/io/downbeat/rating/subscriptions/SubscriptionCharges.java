package io.downbeat.rating.subscriptions;

import io.downbeat.contracts.subscriptions.BillingGrid;
import io.downbeat.contracts.subscriptions.SeatSchedule;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is to be billed of one subscription for a window and is not (subscriptions.md 1.4). Pure.
 *
 * <p>Whatever there is at a moment is billed from then to the window's end; what there is less of later is not given back, and
 * what comes again after that is not billed again: a high-water mark. What is known afterwards to have been there earlier than
 * it was billed from is billed up to there and no further.
 *
 * <p>Without proration an increase costs a whole period however late it is known, and so is billed once.
 *
 * <p>Four seats in May, two more billed from the 16th, and an edit on the 20th says that there were six from the 10th on: two from
 * the 10th to the 16th are missing.
 */
final class SubscriptionCharges {
    private final Subscription subscription;
    private final SeatSchedule seats;
    private final Collection<BilledCharge> billed;
    private final Function<Instant, Optional<SubscriptionPrice>> prices;

    /** So many that are missing for a part of the window. */
    private record Missing(ServicePeriod part, BigDecimal quantity) {}

    /** So many that are missing from a moment to one that is still looked for. */
    private record Open(Instant from, BigDecimal quantity) {}

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
        boolean isByTheHour = subscription.proration().isProrated();
        List<Missing> missing = missing(window, before).stream()
                .filter(one -> isByTheHour || !isPart(one.part, window, before))
                .toList();
        return missing.isEmpty()
                ? List.of()
                : price(window, before)
                        .map(price -> charges(window, before, missing, price))
                        .orElse(List.of());
    }

    private List<SubscriptionCharge> charges(
            BillingGrid.Window window, List<BilledCharge> before, List<Missing> missing, SubscriptionPrice price) {
        List<SubscriptionCharge> charges = new ArrayList<>();
        boolean hasBase = before.stream().anyMatch(charge -> charge.kind() == ChargeKind.BASE);
        for (Missing one : missing) {
            ChargeKind kind = kind(one.part, window, before, hasBase);
            hasBase |= kind == ChargeKind.BASE;
            // What was caught up with before the period itself was billed stands above it, whatever came first.
            BigDecimal above = kind == ChargeKind.BASE ? BigDecimal.ZERO : above(one.part.start(), before, charges);
            charges.add(
                    new SubscriptionCharge(subscription, kind, window.period(), one.part, above, one.quantity, price));
        }
        return charges;
    }

    private static BigDecimal above(Instant moment, List<BilledCharge> before, List<SubscriptionCharge> charges) {
        // The period itself may wait for its invoice, and change, while what comes inside it is billed at once.
        return charges.stream()
                .filter(charge -> charge.charged().contains(moment))
                .filter(charge -> charge.kind() != ChargeKind.BASE
                        || charge.charged().start().equals(moment))
                .map(SubscriptionCharge::quantity)
                .reduce(covered(moment, before), BigDecimal::add);
    }

    /** By their starts, and what goes on to the window's end before what does not. */
    private List<Missing> missing(BillingGrid.Window window, List<BilledCharge> before) {
        List<Missing> missing = new ArrayList<>();
        Deque<Open> open = new ArrayDeque<>();
        BigDecimal most = BigDecimal.ZERO;
        BigDecimal opened = BigDecimal.ZERO;
        for (Instant moment : moments(window, before)) {
            most = most.max(seats.at(moment).quantity());
            BigDecimal wanted = most.subtract(covered(moment, before)).max(BigDecimal.ZERO);
            if (wanted.compareTo(opened) > 0) {
                open.push(new Open(moment, wanted.subtract(opened)));
            } else {
                close(open, opened.subtract(wanted), moment, missing);
            }
            opened = wanted;
        }
        close(open, opened, window.end(), missing);
        missing.sort(Comparator.<Missing, Instant>comparing(one -> one.part.start())
                .thenComparing(one -> one.part.end(), Comparator.reverseOrder()));
        return missing;
    }

    /** So many are billed from the moment on: those that were found last, so that as few as can be are in parts. */
    private static void close(Deque<Open> open, BigDecimal quantity, Instant moment, List<Missing> missing) {
        BigDecimal left = quantity;
        while (left.signum() > 0) {
            Open last = open.pop();
            BigDecimal closed = last.quantity.min(left);
            missing.add(new Missing(new ServicePeriod(last.from, moment), closed));
            if (last.quantity.compareTo(closed) > 0) {
                open.push(new Open(last.from, last.quantity.subtract(closed)));
            }
            left = left.subtract(closed);
        }
    }

    /** Where the window begins, where inside it there are more or less, and from where on something is billed. */
    private NavigableSet<Instant> moments(BillingGrid.Window window, List<BilledCharge> before) {
        NavigableSet<Instant> moments = new TreeSet<>(List.of(window.start()));
        Stream.concat(
                        seats.timeline().segments().stream().map(Timeline.Segment::from),
                        before.stream().map(charge -> charge.charged().start()))
                .filter(window.charged()::contains)
                .forEach(moments::add);
        return moments;
    }

    /** How many the moment is billed for: all that was billed from it on, or from before it and not just up to there. */
    private static BigDecimal covered(Instant moment, List<BilledCharge> billed) {
        return billed.stream()
                .filter(charge -> !charge.charged().start().isAfter(moment))
                .filter(charge -> charge.charged().contains(moment) || !isContinued(charge, billed))
                .map(BilledCharge::quantity)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether it ends where another one begins that was billed first; any other stands for all that is left of its period. */
    private static boolean isContinued(BilledCharge charge, List<BilledCharge> billed) {
        return charge.kind() == ChargeKind.CATCH_UP
                && billed.stream()
                        .anyMatch(other ->
                                other.charged().start().equals(charge.charged().end()));
    }

    private static ChargeKind kind(
            ServicePeriod part, BillingGrid.Window window, List<BilledCharge> billed, boolean hasBase) {
        if (isPart(part, window, billed)) {
            return ChargeKind.CATCH_UP;
        }
        if (part.start().isAfter(window.start())) {
            return ChargeKind.INCREASE;
        }
        return hasBase ? ChargeKind.CATCH_UP : ChargeKind.BASE;
    }

    /** Whether it goes up to what was billed before, and no further. */
    private static boolean isPart(ServicePeriod part, BillingGrid.Window window, List<BilledCharge> billed) {
        return part.end().isBefore(window.end())
                || !part.equals(window.charged())
                        && billed.stream()
                                .anyMatch(charge -> charge.charged().start().equals(part.end()));
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
