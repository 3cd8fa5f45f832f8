package io.downbeat.contracts.thresholds;

import java.math.BigDecimal;

/** {@code discount_configuration.payment_fraction}: above 0 and at most 1. */
public record PaymentFraction(BigDecimal value) {
    public PaymentFraction {
        if (!isFraction(value)) {
            throw new IllegalArgumentException("a payment fraction is above 0 and at most 1: " + value);
        }
    }

    static boolean isFraction(BigDecimal value) {
        return value.signum() > 0 && value.compareTo(BigDecimal.ONE) <= 0;
    }
}
