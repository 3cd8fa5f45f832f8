package io.downbeat.outbound;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a pause that a provider asks for. A moment is waited out by the server that was told; more than that is
 * the whole account's, on every server.
 */
public final class RetryAfter {
    /** A thread and a lease wait meanwhile. */
    private static final Duration LONGEST_MOMENT = Duration.ofSeconds(5);

    private static final Duration SHORTEST_MOMENT = Duration.ofMillis(200);
    /** A provider that asks for more is asked once an hour whether it still means it. */
    private static final Duration LONGEST_HOLD = Duration.ofHours(1);

    private RetryAfter() {}

    /**
     * How long the whole account is held back, in business time and on every server, if that is longer than a moment; what
     * the provider asks for, but an hour at most.
     */
    public static Optional<Duration> hold(@Nullable Duration asked) {
        return Optional.ofNullable(asked)
                .filter(pause -> pause.compareTo(LONGEST_MOMENT) > 0)
                .map(RetryAfter::bounded);
    }

    /** An hour at most. */
    public static Duration bounded(Duration asked) {
        return asked.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : asked;
    }

    /** How long this server pauses, in real time, after it was told to slow down. */
    public static Duration moment(@Nullable Duration asked) {
        if (asked == null || asked.compareTo(SHORTEST_MOMENT) < 0) {
            return SHORTEST_MOMENT;
        }
        return asked.compareTo(LONGEST_MOMENT) > 0 ? LONGEST_MOMENT : asked;
    }
}
