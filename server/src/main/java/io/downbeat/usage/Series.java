package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import io.downbeat.usage.metrics.BillableMetricId;
import java.util.List;

/**
 * A customer's usage of a metric by one group.
 *
 * @param groupSet the metric's declared group key, counted from 1; 0: not grouped
 * @param groupValues a value for each name of that group key, in its order
 */
public record Series(CustomerId customer, BillableMetricId metric, int groupSet, List<String> groupValues) {
    public Series {
        groupValues = List.copyOf(groupValues);
    }
}
