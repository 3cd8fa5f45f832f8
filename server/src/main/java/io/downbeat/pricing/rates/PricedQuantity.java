package io.downbeat.pricing.rates;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A quantity at one unit price.
 *
 * @param quantity in priced units, after conversion and rounding; negative where a cumulative quantity went down
 * @param exactTotal {@code quantity * unitPrice} with every digit; becomes money once, on an invoice line
 * @param tier the tier it fell into, {@code null} for a flat rate
 */
public record PricedQuantity(
        BigDecimal quantity,
        BigDecimal unitPrice,
        BigDecimal exactTotal,
        @Nullable TierRange tier) {

    static PricedQuantity of(BigDecimal quantity, BigDecimal unitPrice, @Nullable TierRange tier) {
        return new PricedQuantity(quantity, unitPrice, quantity.multiply(unitPrice), tier);
    }
}
