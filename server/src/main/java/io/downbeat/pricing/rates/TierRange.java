package io.downbeat.pricing.rates;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Where in a tiered rate a quantity was priced.
 *
 * @param level the tier's place, 1 for the first
 * @param startingAt where the tier begins, exclusive: 5 for the tier of the sixth unit
 * @param size how many units it is wide, {@code null} for the last
 */
public record TierRange(
        int level, BigDecimal startingAt, @Nullable BigDecimal size) {
    /** Where the tier ends, inclusive; {@code null} for the last. */
    public @Nullable BigDecimal endingAt() {
        return size == null ? null : startingAt.add(size);
    }
}
