package io.downbeat.rating;

import io.downbeat.core.Amount;
import java.util.List;

/**
 * A line with the figures behind it that no invoice shows.
 *
 * @param exact the amount before the one rounding
 * @param cumulative its quantity after each hour that changed it, in priced units; empty for a scheduled charge
 */
public record ComputedLine(InvoiceLine line, Amount exact, List<QuantityPoint> cumulative) {
    public ComputedLine {
        cumulative = List.copyOf(cumulative);
    }
}
