package io.downbeat.pricing.products;

import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product as it stands at one moment: its initial state with the dated updates in force then folded over it.
 *
 * @param billableMetricId what is metered; present exactly for {@link ProductType#USAGE}
 * @param composition what it is a share of; present exactly for {@link ProductType#COMPOSITE}
 * @param pricingGroupKey properties whose values choose the rate; empty if one rate prices everything
 * @param presentationGroupKey properties whose values split the lines; tiers count anew for each of them
 * @param netsuiteInternalItemId the NetSuite item its lines are booked on
 * @param archivedAt from when on no new rate may use it; rates that do go on
 */
public record Product(
        ProductId id,
        String name,
        ProductType type,
        @Nullable BillableMetricId billableMetricId,
        @Nullable Composition composition,
        List<String> pricingGroupKey,
        List<String> presentationGroupKey,
        @Nullable QuantityConversion conversion,
        @Nullable QuantityRounding rounding,
        List<String> tags,
        Map<String, String> customFields,
        @Nullable String netsuiteInternalItemId,
        @Nullable Instant archivedAt) {
    public Product {
        if ((type == ProductType.USAGE) != (billableMetricId != null)) {
            throw new IllegalArgumentException(
                    "a USAGE product and no other has a billable metric: " + id + " " + type + " " + billableMetricId);
        }
        if ((type == ProductType.COMPOSITE) != (composition != null)) {
            throw new IllegalArgumentException("a COMPOSITE product and no other is a share of others: " + id);
        }
        pricingGroupKey = List.copyOf(pricingGroupKey);
        presentationGroupKey = List.copyOf(presentationGroupKey);
        tags = List.copyOf(tags);
        customFields = Map.copyOf(customFields);
    }
}
