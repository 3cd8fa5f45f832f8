package io.downbeat.pricing;

import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of one product's price inside a service period, half open. A rate that changes inside the period gives
 * two terms, each pricing only the usage of its own stretch.
 *
 * @param productName the name in force at the end of the stretch
 * @param from inclusive, on the hour or the period's own start
 * @param until exclusive, on the hour or the period's own end
 * @param pricingGroupKey the properties of {@code pricingGroupValues}, in the product's order
 * @param presentationGroupKey the properties whose values split the usage further; each value is priced by itself
 * @param pricingGroupValues which usage this term prices; empty for all of it
 * @param conversion from metered to priced units, before {@code rounding}
 */
public record UsageTerm(
        ProductId product,
        String productName,
        BillableMetricId billableMetricId,
        Instant from,
        Instant until,
        Rate rate,
        List<String> pricingGroupKey,
        List<String> presentationGroupKey,
        Map<String, String> pricingGroupValues,
        @Nullable QuantityConversion conversion,
        @Nullable QuantityRounding rounding) {
    public UsageTerm {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("a term needs from before until: " + from + " to " + until);
        }
        pricingGroupKey = List.copyOf(pricingGroupKey);
        presentationGroupKey = List.copyOf(presentationGroupKey);
        pricingGroupValues = Map.copyOf(pricingGroupValues);
    }

    /** The same price from another moment on. */
    UsageTerm from(Instant earlier) {
        return between(earlier, until, productName);
    }

    /** The same price up to another moment, under the name in force then. */
    UsageTerm until(Instant later, String name) {
        return between(from, later, name);
    }

    private UsageTerm between(Instant start, Instant end, String name) {
        return new UsageTerm(
                product,
                name,
                billableMetricId,
                start,
                end,
                rate,
                pricingGroupKey,
                presentationGroupKey,
                pricingGroupValues,
                conversion,
                rounding);
    }
}
