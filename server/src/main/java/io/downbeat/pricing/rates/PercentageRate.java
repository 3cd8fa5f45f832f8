package io.downbeat.pricing.rates;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A share of what is spent on other products: 0.1 is ten percent, 1.5 half as much again. Tiers are as wide as so much spend.
 *
 * @param of the shares, where a rate of usage has prices
 * @param minimum what a service period comes to at least; {@code null} for no minimum
 */
public record PercentageRate(Rate of, @Nullable BigDecimal minimum) implements Rate {
    public PercentageRate {
        if (of instanceof PercentageRate) {
            throw new IllegalArgumentException("a share of a share: " + of);
        }
        if (minimum != null && minimum.signum() < 0) {
            throw new IllegalArgumentException("a minimum is never negative: " + minimum);
        }
        minimum = minimum == null ? null : minimum.stripTrailingZeros();
    }
}
