package io.downbeat.pricing.products;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How a quantity is rounded before it is priced, after its conversion. This rounds units, never money.
 *
 * <p>Up is away from zero and down is towards it, so that a correction of minus one and a half undoes one and a half.
 */
public record QuantityRounding(
        @JsonProperty("rounding_method") Method method, int decimalPlaces) {
    public enum Method {
        ROUND_UP(RoundingMode.UP),
        ROUND_DOWN(RoundingMode.DOWN),
        ROUND_HALF_UP(RoundingMode.HALF_UP);

        private final RoundingMode mode;

        Method(RoundingMode mode) {
            this.mode = mode;
        }
    }

    public QuantityRounding {
        if (decimalPlaces < 0) {
            throw new IllegalArgumentException("a quantity is rounded to 0 or more decimals: " + decimalPlaces);
        }
    }

    public BigDecimal apply(BigDecimal quantity) {
        return quantity.scale() <= decimalPlaces ? quantity : quantity.setScale(decimalPlaces, method.mode);
    }
}
