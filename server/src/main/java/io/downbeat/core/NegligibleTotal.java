package io.downbeat.core;

import java.math.BigDecimal;

/**
 * Which totals an account may leave unsent because they are not worth sending: those from zero up to a limit.
 *
 * <p>A total below zero is money that the customer is owed. However small its number is, it is never "below the minimum":
 * leaving it out would keep the customer's money without a word.
 */
public final class NegligibleTotal {
    private NegligibleTotal() {}

    /** Whether the total lies from zero to the limit, the limit included. */
    public static boolean isUpTo(BigDecimal total, BigDecimal limit) {
        return total.signum() >= 0 && total.compareTo(limit) <= 0;
    }

    /** Whether the total lies from zero to the least that is sent, which itself is sent. */
    public static boolean isBelow(BigDecimal total, BigDecimal least) {
        return total.signum() >= 0 && total.compareTo(least) < 0;
    }
}
