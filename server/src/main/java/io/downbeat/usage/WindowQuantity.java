package io.downbeat.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * What was used by one group in the window {@code [from, until)}, which never reaches beyond the range asked for.
 *
 * @param group property name to value; empty if it was asked ungrouped
 */
public record WindowQuantity(Instant from, Instant until, Map<String, String> group, BigDecimal quantity) {
    public WindowQuantity {
        group = Map.copyOf(group);
    }
}
