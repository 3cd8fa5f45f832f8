package io.downbeat.outbound;

import io.downbeat.platform.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long an account is left alone each time that it refuses or fails again.
 *
 * @param probeUntil after so long nobody seems to wait for it any more, and it is asked rarely; {@code null} for never
 * @param rarely how often, then
 */
public record CircuitPauses(Backoff backoff, @Nullable Duration probeUntil, Duration rarely) {

    /** Asked as often however long it has been away. */
    public static CircuitPauses always(Backoff backoff) {
        return new CircuitPauses(backoff, null, backoff.longest());
    }

    /**
     * @param openings how often in a row it opened before
     * @param openedAt when it was closed last; {@code null} if it is closed
     */
    Duration after(int openings, @Nullable Instant openedAt, Instant now) {
        boolean isGivenUp = probeUntil != null && openedAt != null && openedAt.isBefore(now.minus(probeUntil));
        return isGivenUp ? rarely : backoff.pause(openings);
    }
}
