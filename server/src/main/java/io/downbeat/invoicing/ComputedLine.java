package io.downbeat.invoicing;

import java.math.BigDecimal;
import java.util.List;

/**
 * A line with what is not shown of it.
 *
 * @param exact the amount before the one rounding
 * @param cumulative how its quantity came together, in priced units; empty for a scheduled charge
 */
record ComputedLine(InvoiceLine line, BigDecimal exact, List<QuantityPoint> cumulative) {
    ComputedLine {
        cumulative = List.copyOf(cumulative);
    }
}
