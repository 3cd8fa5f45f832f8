package io.downbeat.balances;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What made a balance, if nobody asked for it by itself.
 *
 * @param recurring the recurring commit or credit of whose periods it is one
 * @param rolledOverFrom the balance whose rest it took over when a contract was renewed
 */
public record BalanceOrigin(
        @Nullable UUID recurring, @Nullable BalanceId rolledOverFrom) {
    public static final BalanceOrigin AGREED = new BalanceOrigin(null, null);

    public boolean isRollover() {
        return rolledOverFrom != null;
    }
}
