package io.downbeat.pricing.rates;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One step of a tiered rate.
 *
 * @param size how many units the tier is wide (not where it ends), {@code null} for the last, which has no end
 * @param price what each unit inside the tier costs
 */
public record Tier(@Nullable BigDecimal size, BigDecimal price) {
    public Tier {
        if (size != null && size.signum() <= 0) {
            throw new IllegalArgumentException("a tier's size must be positive: " + size);
        }
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a price is never negative: " + price);
        }
        size = size == null ? null : size.stripTrailingZeros();
        price = price.stripTrailingZeros();
    }
}
