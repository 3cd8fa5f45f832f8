package io.downbeat.contracts.thresholds;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code discount_configuration}: which part of the commit's amount is to be paid.
 *
 * @param cap until when in a period; {@code null} for always
 */
public record ThresholdDiscount(
        PaymentFraction fraction, @Nullable Cap cap) {

    /**
     * A purchase is discounted as long as what the tracker has counted in the running period lies below the amount; the one
     * that crosses it is discounted whole.
     *
     * @param amount not negative, in the unit of the tracker
     * @param tracker the alias of one of the contract's spend trackers
     */
    public record Cap(BigDecimal amount, String tracker) {}
}
