package io.downbeat.pricing.products;

import io.downbeat.usage.metrics.BillableMetricId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a product that may change on a date, as the API names them. In an update, {@code null} leaves the
 * field as it is; in a state that was folded, it is not set.
 */
record ProductTerms(
        @Nullable String name,
        @Nullable UUID billableMetricId,
        @Nullable List<UUID> compositeProductIds,
        @Nullable List<String> compositeTags,
        @Nullable Boolean excludeFreeUsage,
        @Nullable Boolean includeCompositeSpend,
        @Nullable Boolean isRefundable,
        @Nullable String netsuiteInternalItemId,
        @Nullable List<String> presentationGroupKey,
        @Nullable List<String> pricingGroupKey,
        @Nullable QuantityConversion quantityConversion,
        @Nullable QuantityRounding quantityRounding,
        @Nullable List<String> tags) {
    /** Of a COMPOSITE product. */
    Composition composition() {
        Set<ProductId> products = new HashSet<>();
        if (compositeProductIds != null) {
            compositeProductIds.forEach(id -> products.add(new ProductId(id)));
        }
        return new Composition(
                products,
                compositeTags == null ? Set.of() : new HashSet<>(compositeTags),
                Boolean.TRUE.equals(excludeFreeUsage),
                Boolean.TRUE.equals(includeCompositeSpend));
    }

    /** The id as a type; the API and the database have it as a bare UUID. */
    @Nullable
    BillableMetricId metric() {
        return billableMetricId == null ? null : new BillableMetricId(billableMetricId);
    }
}
