package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * What somebody added to a segment, or took of it. It changes the segment as a whole, not from its date on, and may take
 * what is left below zero.
 *
 * @param amount not zero
 * @param timestamp where the ledger shows it once it has come, inside the segment as it was then or at its end
 */
public record ManualEntry(
        UUID id, BalanceId balance, AccessSegmentId segment, BigDecimal amount, Instant timestamp, String reason) {
    public ManualEntry {
        if (amount.signum() == 0) {
            throw new IllegalArgumentException("an entry of nothing changes nothing");
        }
    }
}
