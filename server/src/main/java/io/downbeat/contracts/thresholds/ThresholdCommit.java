package io.downbeat.contracts.thresholds;

import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Specifier;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commit that reaching a threshold buys.
 *
 * @param product a FIXED one, which the invoice of the purchase names
 * @param priority the lower is used first; {@code null} for the API's default
 * @param appliesTo what usage it may pay for
 */
public record ThresholdCommit(
        ProductId product,
        @Nullable String name,
        @Nullable BigDecimal priority,
        @Nullable String description,
        Scope appliesTo) {

    /**
     * Products by id and by tag, or specifiers; {@code null} where the request said nothing, which is not the same as an
     * empty list when it is shown again. Without any of them the commit applies to everything.
     */
    public record Scope(
            @Nullable List<ProductId> products,
            @Nullable List<String> tags,
            @Nullable List<Specifier> specifiers) {
        public Scope {
            products = products == null ? null : List.copyOf(products);
            tags = tags == null ? null : List.copyOf(tags);
            specifiers = specifiers == null ? null : List.copyOf(specifiers);
        }

        /** What of the contract's usage the commit pays for. */
        public AppliesTo usage() {
            if (specifiers != null && !specifiers.isEmpty()) {
                return new AppliesTo.Specifiers(specifiers);
            }
            Set<ProductId> named = products == null ? Set.of() : Set.copyOf(products);
            Set<String> tagged = tags == null ? Set.of() : Set.copyOf(tags);
            return named.isEmpty() && tagged.isEmpty()
                    ? new AppliesTo.Everything()
                    : new AppliesTo.Products(named, tagged);
        }
    }
}
