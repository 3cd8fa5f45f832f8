package io.downbeat.contracts.thresholds;

import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.List;
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
     * Products by id and by tag; {@code null} where the request said nothing, which is not the same as an empty list when
     * it is shown again. Without either the commit applies to everything.
     */
    public record Scope(
            @Nullable List<ProductId> products, @Nullable List<String> tags) {
        static final Scope EVERYTHING = new Scope(null, null);

        public Scope {
            products = products == null ? null : List.copyOf(products);
            tags = tags == null ? null : List.copyOf(tags);
        }
    }
}
