package io.downbeat.pricing.rates;

import java.math.BigDecimal;

/** Every unit costs the same. */
public record FlatRate(BigDecimal price) implements Rate {
    public FlatRate {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a price is never negative: " + price);
        }
        // 1.0 and 1.00 are one price: a rate entered again in other digits is no change of price.
        price = price.stripTrailingZeros();
    }
}
