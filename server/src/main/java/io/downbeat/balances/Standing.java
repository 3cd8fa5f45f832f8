package io.downbeat.balances;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

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

    public BigDecimal left(AccessSegment segment) {
        return Objects.requireNonNull(left.get(segment.id()), () -> "no such segment: " + segment);
    }
}
