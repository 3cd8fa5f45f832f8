package io.downbeat.invoicing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What one group used in the stretch that was asked for, in metered units.
 *
 * @param growth how the quantity came together, hour by hour; empty if that was not asked
 */
record GroupUsage(Map<String, String> group, BigDecimal quantity, List<Step> growth) {
    GroupUsage {
        group = Map.copyOf(group);
        growth = List.copyOf(growth);
    }
}
