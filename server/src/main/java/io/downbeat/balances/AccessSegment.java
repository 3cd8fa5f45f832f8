package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item of a balance's access schedule: so much can be used in {@code [startingAt, endingBefore)}. What is left at its
 * end expires; nothing moves from one segment to another.
 *
 * @param amount in the unit of its balance, never negative
 * @param startingAt on a full hour, as is {@code endingBefore}
 */
public record AccessSegment(AccessSegmentId id, BigDecimal amount, Instant startingAt, Instant endingBefore) {
    public AccessSegment {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("what can be used is never negative: " + amount);
        }
        if (!startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException(
                    "a segment needs its start before its end: " + startingAt + " to " + endingBefore);
        }
    }

    /** As much of it as lies before the moment; nothing of one that starts then or later. */
    Optional<AccessSegment> until(@Nullable Instant end) {
        if (end == null || !endingBefore.isAfter(end)) {
            return Optional.of(this);
        }
        return startingAt.isBefore(end)
                ? Optional.of(new AccessSegment(id, amount, startingAt, end))
                : Optional.empty();
    }

    /** Whether it covers all of the interval; a segment pays a stretch of usage wholly or not at all. */
    public boolean covers(Instant from, Instant until) {
        return !from.isBefore(startingAt) && !until.isAfter(endingBefore);
    }
}
