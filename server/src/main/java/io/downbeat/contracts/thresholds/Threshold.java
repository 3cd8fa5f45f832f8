package io.downbeat.contracts.thresholds;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A configuration that buys a prepaid commit when a threshold is reached. */
public sealed interface Threshold permits SpendThreshold, PrepaidBalanceThreshold {

    boolean isEnabled();

    /** Exact, positive, in the unit the contract's rate card counts in. */
    BigDecimal thresholdAmount();

    ThresholdCommit commit();

    PaymentGate gate();

    /** Which part of the commit's amount is to be paid; {@code null} for all of it. */
    @Nullable
    ThresholdDiscount discount();
}
