package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A balance with what is left of each of its segments by finalized invoices, manual entries and rollovers; drafts take of
 * it in their order.
 *
 * @param left by segment, for every segment of the balance; may be below zero after a manual entry, and then pays nothing
 */
public record Standing(Balance balance, Map<AccessSegmentId, BigDecimal> left) {
    public Standing {
        left = Map.copyOf(left);
    }

    /** @see Balance#sharedWith */
    public Standing sharedWith(Set<UUID> family, @Nullable Instant until) {
        return new Standing(balance.sharedWith(family, until), left);
    }

    /** @see Balance#until */
    public Standing until(@Nullable Instant end) {
        return new Standing(balance.until(end), left);
    }

    public BigDecimal left(AccessSegment segment) {
        return Objects.requireNonNull(left.get(segment.id()), () -> "no such segment: " + segment);
    }
}
