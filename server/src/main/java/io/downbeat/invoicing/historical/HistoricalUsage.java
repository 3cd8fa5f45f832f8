package io.downbeat.invoicing.historical;

import io.downbeat.pricing.products.ProductId;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was used of a product by one group, in the units that the product is priced in.
 *
 * @param parts in the order of time; one for all of it, or one for each hour or day that was given
 */
public record HistoricalUsage(
        ProductId product,
        Instant from,
        Instant until,
        Map<String, String> pricingGroupValues,
        Map<String, String> presentationGroupValues,
        List<Part> parts) {

    /**
     * @param from on the hour; the quantity counts in this hour
     * @param until exclusive
     */
    public record Part(Instant from, Instant until, BigDecimal quantity) {}

    public HistoricalUsage {
        pricingGroupValues = Map.copyOf(pricingGroupValues);
        presentationGroupValues = Map.copyOf(presentationGroupValues);
        parts = List.copyOf(parts);
    }

    public BigDecimal quantity() {
        return parts.stream().map(Part::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** All values that the usage is told apart by. */
    public Map<String, String> group() {
        Map<String, String> group = new HashMap<>(pricingGroupValues);
        group.putAll(presentationGroupValues);
        return group;
    }

    /**
     * What stands for the metric where usage is asked for: quantities are given by product, and two products of one metric
     * are given apart.
     */
    static BillableMetricId counter(ProductId product) {
        return new BillableMetricId(product.value());
    }
}
