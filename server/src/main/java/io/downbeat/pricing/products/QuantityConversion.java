package io.downbeat.pricing.products;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * From the unit that is metered to the unit that is priced: bytes to gigabytes, seconds to hours.
 *
 * <p>Multiplying is exact. Dividing keeps 34 significant digits, half even ({@link MathContext#DECIMAL128}): a third of
 * a quantity has no exact decimal, and at any price the 35th digit lies far below the smallest coin.
 *
 * @param factor positive, so that more metered is never less priced
 * @param name what people call the conversion; only shown
 */
public record QuantityConversion(
        @JsonProperty("conversion_factor") BigDecimal factor,
        Operation operation,
        @Nullable String name) {
    public enum Operation {
        MULTIPLY,
        DIVIDE
    }

    static final MathContext DIVISION = MathContext.DECIMAL128;

    public QuantityConversion {
        if (factor.signum() <= 0) {
            throw new IllegalArgumentException("a conversion factor must be positive: " + factor);
        }
        factor = factor.stripTrailingZeros();
    }

    public BigDecimal apply(BigDecimal raw) {
        return switch (operation) {
            case MULTIPLY -> raw.multiply(factor);
            case DIVIDE -> raw.divide(factor, DIVISION);
        };
    }

    /** The arithmetic alone: another name is no other price. */
    public QuantityConversion unnamed() {
        return name == null ? this : new QuantityConversion(factor, operation, null);
    }
}
