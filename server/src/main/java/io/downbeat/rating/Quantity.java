package io.downbeat.rating;

import io.downbeat.core.Amount;
import java.math.BigDecimal;

/**
 * How much of a product, at which price.
 *
 * @param units in priced units; negative where a cumulative quantity went down
 * @param unitPrice never rounded
 */
public record Quantity(BigDecimal units, Amount unitPrice) {
    /** The units of a line that is a share of so much money. */
    public Amount money() {
        return new Amount(units, unitPrice.unit());
    }

    /** The price of such a line: 10 for a tenth. */
    public BigDecimal percent() {
        return unitPrice.value().movePointRight(2);
    }
}
