package io.downbeat.usage;

import java.util.List;
import java.util.UUID;

/**
 * A customer's usage of a metric by one group.
 *
 * @param groupSet the metric's declared group key, counted from 1; 0: not grouped
 * @param groupValues a value for each name of that group key, in its order
 */
record Series(UUID customer, UUID metric, int groupSet, List<String> groupValues) {
    Series {
        groupValues = List.copyOf(groupValues);
    }
}
