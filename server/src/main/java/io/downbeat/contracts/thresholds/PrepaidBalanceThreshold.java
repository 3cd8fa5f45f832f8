package io.downbeat.contracts.thresholds;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code prepaid_balance_threshold_configuration}: when the balance of prepaid commits and credits falls to the lower
 * level, a commit is bought that brings it to the upper one.
 */
public record PrepaidBalanceThreshold(
        boolean isEnabled,
        Recharge recharge,
        CountedBalance counted,
        ThresholdCommit commit,
        PaymentGate gate,
        @Nullable ThresholdDiscount discount)
        implements Threshold {

    /**
     * From which balance to which. Exact, in the unit that it counts; the published distance between
     * the two is held to where they are read, since it is counted in dollars.
     */
    public record Recharge(BigDecimal thresholdAmount, BigDecimal rechargeToAmount) {
        public Recharge {
            if (thresholdAmount.signum() <= 0 || rechargeToAmount.compareTo(thresholdAmount) <= 0) {
                throw new IllegalArgumentException("a balance is recharged from a positive amount to a larger one: "
                        + thresholdAmount + " " + rechargeToAmount);
            }
        }
    }

    @Override
    public BigDecimal thresholdAmount() {
        return recharge.thresholdAmount;
    }

    PrepaidBalanceThreshold disabled() {
        return new PrepaidBalanceThreshold(false, recharge, counted, commit, gate, discount);
    }
}
