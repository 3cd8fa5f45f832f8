package io.downbeat.rating;

import io.downbeat.core.Amount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line that has no place on an invoice yet.
 *
 * @param total what it costs, as the currency can express it
 * @param exact the amount before the one rounding
 * @param cumulative its quantity after each hour that changed it, in priced units; empty for a scheduled charge
 */
record RatedLine(
        ProductRef product,
        @Nullable Quantity quantity,
        Amount total,
        Amount exact,
        InvoiceLine.Source source,
        List<QuantityPoint> cumulative) {
    RatedLine {
        cumulative = List.copyOf(cumulative);
    }

    ComputedLine placed(LineId id) {
        return new ComputedLine(new InvoiceLine(id, product, quantity, total, source), exact, cumulative);
    }
}
