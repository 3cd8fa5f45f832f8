package io.downbeat.balances;

import io.downbeat.pricing.products.ProductId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Usage that is named by everything a specifier says; what it leaves out matches anything. */
public record Specifier(
        @Nullable ProductId product,
        Set<String> tags,
        Map<String, String> pricingGroupValues,
        Map<String, String> presentationGroupValues) {
    public Specifier {
        tags = Set.copyOf(tags);
        pricingGroupValues = Map.copyOf(pricingGroupValues);
        presentationGroupValues = Map.copyOf(presentationGroupValues);
        if (product == null && tags.isEmpty() && pricingGroupValues.isEmpty() && presentationGroupValues.isEmpty()) {
            throw new IllegalArgumentException("a specifier names something");
        }
    }

    boolean matches(BilledUse use) {
        return mayMatch(use)
                && use.presentationGroupValues().entrySet().containsAll(presentationGroupValues.entrySet());
    }

    /** Whether it matches for some presentation group values. */
    boolean mayMatch(BilledUse use) {
        return (product == null || product.equals(use.product()))
                && use.tags().containsAll(tags)
                && use.pricingGroupValues().entrySet().containsAll(pricingGroupValues.entrySet());
    }

    /** Whether it names group values and neither a product nor a tag. */
    boolean namesGroupsOnly() {
        return product == null && tags.isEmpty();
    }
}
