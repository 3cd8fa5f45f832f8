package io.downbeat.contracts.thresholds;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code spend_threshold_configuration}: when the contract's outstanding spend reaches the threshold, a commit is bought
 * that brings it to nothing.
 */
public record SpendThreshold(
        boolean isEnabled,
        BigDecimal thresholdAmount,
        ThresholdCommit commit,
        PaymentGate gate,
        @Nullable ThresholdDiscount discount)
        implements Threshold {
    public SpendThreshold {
        if (thresholdAmount.signum() <= 0) {
            throw new IllegalArgumentException("a spend threshold is positive: " + thresholdAmount);
        }
    }

    SpendThreshold disabled() {
        return new SpendThreshold(false, thresholdAmount, commit, gate, discount);
    }
}
