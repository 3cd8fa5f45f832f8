package io.downbeat.pricing.rates;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A quantity at one unit price.
 *
 * @param quantity in priced units, after conversion and rounding; negative where a cumulative quantity went down
 * @param exactTotal {@code quantity * unitPrice} with every digit; becomes money once, on an invoice line
 * @param before how much of its tier was counted before it, in priced units; of a flat rate, how much in all
 * @param tier the tier it fell into, {@code null} for a flat rate
 */
public record PricedQuantity(
        BigDecimal quantity,
        BigDecimal unitPrice,
        BigDecimal exactTotal,
        BigDecimal before,
        @Nullable TierRange tier) {

    static PricedQuantity of(BigDecimal quantity, BigDecimal unitPrice, BigDecimal before, @Nullable TierRange tier) {
        return new PricedQuantity(quantity, unitPrice, quantity.multiply(unitPrice), before, tier);
    }

    /** What the tier had cost before this quantity, exact. */
    public BigDecimal exactBefore() {
        return before.multiply(unitPrice);
    }

    /** At which unit of the whole count it begins. */
    public BigDecimal startingAt() {
        return tier == null ? before : tier.startingAt().add(before);
    }
}
