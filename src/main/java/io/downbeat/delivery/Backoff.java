package io.downbeat.delivery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** When to try again: full jitter below a doubling bound, so that what failed together does not come back together. */
final class Backoff {
    private static final Duration BASE = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofMinutes(10);

    private Backoff() {}

    /** How long the whole account pauses, in real time, after it was told to slow down. */
    static Duration pause(@Nullable Duration retryAfter) {
        Duration shortest = Duration.ofMillis(200);
        Duration longest = Duration.ofSeconds(5);
        if (retryAfter == null || retryAfter.compareTo(shortest) < 0) {
            return shortest;
        }
        return retryAfter.compareTo(longest) > 0 ? longest : retryAfter;
    }

    /** @param failures how many in a row there were, this one included */
    static Duration after(int failures, @Nullable Duration retryAfter) {
        long bound = Math.min(CAP.toMillis(), BASE.toMillis() << Math.min(failures, 20));
        // Never at once: a retry at the same simulated instant would come round for ever without time passing.
        Duration wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 4, bound + 1));
        return retryAfter != null && retryAfter.compareTo(wait) > 0 ? retryAfter.plus(wait.dividedBy(4)) : wait;
    }
}
