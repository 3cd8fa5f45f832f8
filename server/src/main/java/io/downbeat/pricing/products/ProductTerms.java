package io.downbeat.pricing.products;

import io.downbeat.usage.metrics.BillableMetricId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a product that may change on a date, as the API names them. In an update, {@code null} leaves the
 * field as it is; in a state that was folded, it is not set.
 */
record ProductTerms(
        @Nullable String name,
        @Nullable UUID billableMetricId,
        @Nullable Boolean isRefundable,
        @Nullable String netsuiteInternalItemId,
        @Nullable String netsuiteOverageItemId,
        @Nullable List<String> presentationGroupKey,
        @Nullable List<String> pricingGroupKey,
        @Nullable QuantityConversion quantityConversion,
        @Nullable QuantityRounding quantityRounding,
        @Nullable List<String> tags) {
    /** The id as every room but the wire speaks of it. */
    @Nullable
    BillableMetricId metric() {
        return billableMetricId == null ? null : new BillableMetricId(billableMetricId);
    }
}
