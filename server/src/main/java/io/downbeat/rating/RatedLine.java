package io.downbeat.rating;

import io.downbeat.core.Amount;
import java.util.List;

/**
 * A line that has no place on an invoice yet, and an amount that nothing has rounded.
 *
 * @param cumulative its quantity after each hour that changed it, in priced units; empty for a scheduled charge
 */
record RatedLine(
        ProductRef product,
        Quantity quantity,
        Amount exact,
        InvoiceLine.Source source,
        List<QuantityPoint> cumulative) {
    RatedLine {
        cumulative = List.copyOf(cumulative);
    }

    /** The one place where an amount is rounded to money. */
    ComputedLine placed(LineId id) {
        return new ComputedLine(new InvoiceLine(id, product, quantity, exact.rounded(), source), exact, cumulative);
    }
}
