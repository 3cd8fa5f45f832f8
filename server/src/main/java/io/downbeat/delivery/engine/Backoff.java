package io.downbeat.delivery.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** When to try again: full jitter below a doubling bound, so that what failed together does not come back together. */
final class Backoff {
    private static final Duration BASE = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofMinutes(10);
    /** A thread and a lease wait meanwhile. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A provider that asks for more is asked once an hour whether it still means it. */
    static final Duration LONGEST_HOLD = Duration.ofHours(1);

    private Backoff() {}

    /**
     * How long the whole account is held back, in business time and on every server, if that is longer than its account
     * waits by itself; what the provider asks for, but an hour at most.
     */
    static Optional<Duration> hold(@Nullable Duration retryAfter) {
        return Optional.ofNullable(retryAfter)
                .filter(asked -> asked.compareTo(LONGEST_PAUSE) > 0)
                .map(Backoff::bounded);
    }

    private static Duration bounded(Duration asked) {
        return asked.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : asked;
    }

    /** How long the whole account pauses, in real time, after it was told to slow down. */
    static Duration pause(@Nullable Duration retryAfter) {
        Duration shortest = Duration.ofMillis(200);
        if (retryAfter == null || retryAfter.compareTo(shortest) < 0) {
            return shortest;
        }
        return retryAfter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : retryAfter;
    }

    /** @param failures how many in a row there were, this one included */
    static Duration after(int failures, @Nullable Duration retryAfter) {
        long bound = Math.min(CAP.toMillis(), BASE.toMillis() << Math.min(failures, 20));
        // Never at once: a retry at the same simulated instant would come round for ever without time passing.
        Duration wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 4, bound + 1));
        return retryAfter != null && retryAfter.compareTo(wait) > 0
                ? bounded(retryAfter).plus(wait.dividedBy(4))
                : wait;
    }
}
