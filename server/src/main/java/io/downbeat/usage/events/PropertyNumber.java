package io.downbeat.usage.events;

import io.downbeat.platform.http.Decimals;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A property's value as a number, exactly as written. */
final class PropertyNumber {
    private PropertyNumber() {}

    /** Empty if the property is not there or no number, as {@link Decimals} says what one is. */
    static Optional<BigDecimal> parse(@Nullable String value) {
        return value == null ? Optional.empty() : Decimals.parse(value);
    }
}
