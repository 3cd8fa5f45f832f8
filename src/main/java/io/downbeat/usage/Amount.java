package io.downbeat.usage;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A property's value as a number, exactly as written. */
final class Amount {
    // Beyond any count or price, and far inside what numeric holds, also summed up for years.
    private static final int MOST_DIGITS = 100;

    private Amount() {}

    /** Empty if the value is no number, or one with more than 100 digits before or after its point. */
    static Optional<BigDecimal> parse(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > 2 * MOST_DIGITS + 10) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(value);
            boolean fits = number.scale() <= MOST_DIGITS && (long) number.precision() - number.scale() <= MOST_DIGITS;
            return fits ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }
}
