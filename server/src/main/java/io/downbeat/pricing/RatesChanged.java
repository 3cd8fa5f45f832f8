package io.downbeat.pricing;

import java.util.Set;

/** Fact, published in the transaction of the change: cards have rates that they had not before, or price a product otherwise. */
public record RatesChanged(Set<RateCardId> cards) {
    public RatesChanged {
        cards = Set.copyOf(cards);
        if (cards.isEmpty()) {
            throw new IllegalArgumentException("no card");
        }
    }
}
