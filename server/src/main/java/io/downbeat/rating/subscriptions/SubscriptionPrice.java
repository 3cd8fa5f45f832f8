package io.downbeat.rating.subscriptions;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.Set;

/**
 * What one of a subscription costs for a whole billing period.
 *
 * @param amount in the currency's units
 * @param isEntitled whether the contract has it at this price at all; nothing is charged while it does not
 * @param product the product's name as the price is read
 * @param tags of the product, as the price is read
 */
public record SubscriptionPrice(
        BigDecimal amount, CreditType currency, boolean isEntitled, String product, Set<String> tags) {
    public SubscriptionPrice {
        tags = Set.copyOf(tags);
    }

    /** The same product at the price that was billed already. */
    SubscriptionPrice of(BigDecimal billed) {
        return new SubscriptionPrice(billed, currency, true, product, tags);
    }
}
