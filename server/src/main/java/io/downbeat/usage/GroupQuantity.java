package io.downbeat.usage;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What was used by one group.
 *
 * @param group property name to value, for every name of the question's group key; empty if it was asked ungrouped
 */
public record GroupQuantity(Map<String, String> group, BigDecimal quantity) {
    public GroupQuantity {
        group = Map.copyOf(group);
    }
}
