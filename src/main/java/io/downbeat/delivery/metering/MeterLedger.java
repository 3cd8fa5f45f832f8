package io.downbeat.delivery.metering;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What of an invoice goes into its next slot: the floor of what is due so far, less what earlier slots carry.
 *
 * <p>A marketplace takes positive whole cents and gives nothing back. So a part is never negative (a due amount that
 * falls is worked off by later usage), and flooring the cumulative amount, not each hour's, neither loses nor invents a
 * cent: 0.4 cents an hour for five hours meter 2 cents (providers.md 3, domain.md C.6).
 */
public final class MeterLedger {
    private MeterLedger() {}

    /** @param dueSoFar exact cents due by now; below zero counts as nothing */
    public static long floor(BigDecimal dueSoFar) {
        return Math.max(0, dueSoFar.setScale(0, RoundingMode.FLOOR).longValueExact());
    }

    /**
     * The cents of the invoice's next part, 0 for none.
     *
     * @param billed cents of its earlier parts in slots that were not rejected and did not expire; a slot whose outcome
     *     is unknown counts
     */
    public static long nextPart(BigDecimal dueSoFar, long billed) {
        if (billed < 0) {
            throw new IllegalArgumentException("metered cents are never negative: " + billed);
        }
        return Math.max(0, floor(dueSoFar) - billed);
    }

    /** What is due and not metered; negative if more was metered than is due. */
    public static long remainder(BigDecimal dueSoFar, long billed) {
        return floor(dueSoFar) - billed;
    }
}
