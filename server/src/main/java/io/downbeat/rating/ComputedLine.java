package io.downbeat.rating;

import io.downbeat.core.Amount;
import java.util.List;

/**
 * A line with what is not shown of it.
 *
 * @param exact the amount before the one rounding
 * @param cumulative how its quantity came together, in priced units; empty for a scheduled charge
 */
public record ComputedLine(InvoiceLine line, Amount exact, List<QuantityPoint> cumulative) {
    public ComputedLine {
        cumulative = List.copyOf(cumulative);
    }
}
