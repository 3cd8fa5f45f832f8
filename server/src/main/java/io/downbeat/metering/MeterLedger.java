package io.downbeat.metering;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What of an invoice goes into its next record: the floor of what is due so far, less what earlier records carry.
 *
 * <p>A marketplace takes positive whole cents and gives nothing back. So a part is never negative (a due amount that
 * falls is worked off by later usage), and flooring the cumulative amount, not each hour's, neither loses nor invents a
 * cent: 0.4 cents an hour for five hours meter 2 cents (providers.md 3, domain.md C.6).
 */
public final class MeterLedger {
    /** After an amount that {@link #holds} does not. */
    public static final String TOO_MUCH =
            "is more than a meter ledger holds, and nothing of it is metered: correct the usage or"
                    + " the price, then void and regenerate the invoice";

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private MeterLedger() {}

    /** Whether an amount of cents can be counted here; one below zero can, as nothing. */
    public static boolean holds(BigDecimal cents) {
        return cents.compareTo(MOST) <= 0;
    }

    /** @param dueSoFar exact cents due by now, that the ledger {@link #holds}; below zero counts as nothing */
    public static long floor(BigDecimal dueSoFar) {
        return dueSoFar.signum() <= 0
                ? 0
                : dueSoFar.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    /**
     * The cents of the invoice's next part, 0 for none.
     *
     * @param billed cents of its earlier parts in records that were not rejected and did not expire; a record whose outcome
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
