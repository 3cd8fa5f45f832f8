package io.downbeat.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * The quantity of one group at both ends of an interval, in metered units counted from the service period's start.
 *
 * @param cumulative how the quantity went from one to the other, hour by hour; empty if that was not asked
 */
public record GroupUsage(
        Map<String, String> group, BigDecimal atStart, BigDecimal atEnd, List<QuantityPoint> cumulative) {
    public GroupUsage {
        group = Map.copyOf(group);
        cumulative = List.copyOf(cumulative);
    }
}
