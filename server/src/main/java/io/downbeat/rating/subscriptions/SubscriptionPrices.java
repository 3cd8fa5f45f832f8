package io.downbeat.rating.subscriptions;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.pricing.ListedRate;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.rating.prices.AgreedRate;
import io.downbeat.rating.prices.ContractPrices;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the subscriptions of a contract cost: its rate card's prices with its overrides. Pure. */
public final class SubscriptionPrices {
    private final PriceBook book;
    private final ContractTerms terms;

    public SubscriptionPrices(PriceBook book, ContractTerms terms) {
        this.book = book;
        this.terms = terms;
    }

    /** As it is at the moment; empty where the card has no price then. */
    public Optional<SubscriptionPrice> at(Subscription subscription, Instant moment) {
        return book.subscriptionRate(
                        subscription.product().id(), subscription.product().frequency(), moment)
                .map(listed ->
                        price(listed, ContractPrices.agreedAt(terms, moment).apply(listed)));
    }

    private static SubscriptionPrice price(ListedRate listed, AgreedRate agreed) {
        Rate rate = agreed.overrideRate() == null ? listed.rate() : agreed.overrideRate();
        if (!(rate instanceof FlatRate flat)) {
            throw new IllegalStateException("a subscription has one price, and not " + rate);
        }
        return new SubscriptionPrice(
                flat.price(),
                agreed.unit(),
                agreed.entitled(),
                listed.product().name(),
                Set.copyOf(listed.product().tags()));
    }
}
