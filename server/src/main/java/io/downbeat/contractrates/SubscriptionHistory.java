package io.downbeat.contractrates;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.subscriptions.BillingGrid;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.PriceBook;
import io.downbeat.rating.subscriptions.SubscriptionPrice;
import io.downbeat.rating.subscriptions.SubscriptionPrices;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** How many there were of a subscription, and what they cost. Pure. */
final class SubscriptionHistory {

    /** One after the other; {@code data} has one element. */
    record Change(Instant startingAt, List<Units> data) {}

    /** @param total for a whole period, whatever a part of one costs */
    record Units(BigDecimal quantity, BigDecimal unitPrice, BigDecimal total) {}

    private SubscriptionHistory() {}

    /** By now; the price is the one of the billing period, which is read as that begins. */
    static List<Change> of(Subscription subscription, ContractTerms terms, PriceBook book, Instant now) {
        Contract contract = terms.contract();
        BillingGrid grid = new BillingGrid(subscription, contract);
        SubscriptionPrices prices = new SubscriptionPrices(book, terms);
        List<Change> history = new ArrayList<>();
        for (Instant moment : moments(subscription, grid, now)) {
            BigDecimal quantity = subscription.quantityAt(moment);
            BigDecimal price = grid.containing(moment)
                    .flatMap(window -> prices.at(subscription, window.start()))
                    .map(SubscriptionPrice::amount)
                    .orElse(BigDecimal.ZERO);
            Units units = new Units(quantity, price, quantity.multiply(price));
            if (history.isEmpty() || !isSame(history.getLast().data().getFirst(), units)) {
                history.add(new Change(moment, List.of(units)));
            }
        }
        return history;
    }

    private static boolean isSame(Units one, Units other) {
        return one.quantity.compareTo(other.quantity) == 0 && one.unitPrice.compareTo(other.unitPrice) == 0;
    }

    private static SortedSet<Instant> moments(Subscription subscription, BillingGrid grid, Instant now) {
        TreeSet<Instant> moments = new TreeSet<>();
        subscription.seats().timeline().segments().stream()
                .map(Timeline.Segment::from)
                .filter(moment -> grid.containing(moment).isPresent())
                .forEach(moments::add);
        grid.startingBefore(now).forEach(window -> moments.add(window.start()));
        // One that begins just now, too.
        grid.containing(now).ifPresent(window -> moments.add(window.start()));
        moments.removeIf(moment -> moment.isAfter(now));
        return moments;
    }
}
