package io.downbeat.balances;

import io.downbeat.pricing.products.ProductId;
import java.util.Map;
import java.util.Set;

/**
 * What a line bills, as far as it decides which balances can pay it.
 *
 * @param tags of the product, as they are in force where the line's stretch starts
 */
public record BilledUse(
        ProductId product,
        Set<String> tags,
        Map<String, String> pricingGroupValues,
        Map<String, String> presentationGroupValues) {
    public BilledUse {
        tags = Set.copyOf(tags);
        pricingGroupValues = Map.copyOf(pricingGroupValues);
        presentationGroupValues = Map.copyOf(presentationGroupValues);
    }
}
