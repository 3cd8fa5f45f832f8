package io.downbeat.pricing.rates;

import io.downbeat.pricing.products.ProductId;
import java.util.Set;

/**
 * The product that a price is for.
 *
 * @param name as it is in force at the end of the stretch that is priced
 * @param tags as they are in force all through that stretch, where tags decide anything (overrides, balances)
 */
public record BilledProduct(ProductId id, String name, Set<String> tags) {
    public BilledProduct {
        tags = Set.copyOf(tags);
    }
}
