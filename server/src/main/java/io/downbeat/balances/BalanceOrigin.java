package io.downbeat.balances;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What made a balance, if nobody asked for it by itself.
 *
 * @param recurring the recurring commit or credit of whose periods it is one
 * @param rolledOver whose rest it took over when a contract was renewed
 */
public record BalanceOrigin(
        @Nullable UUID recurring, @Nullable RolledOver rolledOver) {
    public static final BalanceOrigin AGREED = new BalanceOrigin(null, null);

    /**
     * The balance that a rolled-over one continues.
     *
     * @param contract that agreed on it
     * @param costBasis what was paid for a unit of it; the same is true of what rolled over
     * @param isFrozen whether the amount is settled; until then it is worked out of what is left ({@link Rollovers})
     */
    public record RolledOver(BalanceId from, UUID contract, BigDecimal costBasis, boolean isFrozen) {}

    public boolean isRollover() {
        return rolledOver != null;
    }

    /** Whether it rolled over, and how much is not settled yet. */
    public boolean isProvisional() {
        return rolledOver != null && !rolledOver.isFrozen();
    }
}
