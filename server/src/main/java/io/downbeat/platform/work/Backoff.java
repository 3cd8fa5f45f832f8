package io.downbeat.platform.work;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: a first pause, multiplied after each further one, up to the longest. Whoever
 * waits keeps its own figures as a constant of this type.
 *
 * <p>Example: one second, doubled, at most ten: 1, 2, 4, 8, 10, 10 ...
 *
 * @param leastPercent of a pause that {@link #jittered} waits at least, so that what failed together does not come back
 *     together; 100 for pauses that are the same for all
 */
public record Backoff(Duration first, int factor, Duration longest, int leastPercent) {

    public Backoff {
        // A pause of nothing would come round for ever on a simulated clock that stands still.
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest);
        }
        if (factor < 2 || leastPercent < 1 || leastPercent > 100) {
            throw new IllegalArgumentException("factor " + factor + ", at least " + leastPercent + " %");
        }
    }

    /** The same pauses for all who wait, doubled each time. */
    public static Backoff doubling(Duration first, Duration longest) {
        return new Backoff(first, 2, longest, 100);
    }

    public Backoff withJitterFrom(int percent) {
        return new Backoff(first, factor, longest, percent);
    }

    /** @param failuresBefore how many in a row there were before the one that is waited for now: 0 after the first */
    public Duration pause(int failuresBefore) {
        if (failuresBefore < 0) {
            throw new IllegalArgumentException("failures are counted from 0, not from " + failuresBefore);
        }
        Duration pause = first;
        for (int i = 0; i < failuresBefore && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(factor);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** Somewhere between {@code leastPercent} and the whole of {@link #pause}; never nothing. */
    public Duration jittered(int failuresBefore, RandomGenerator random) {
        long whole = pause(failuresBefore).toMillis();
        return Duration.ofMillis(random.nextLong(Math.max(1, whole * leastPercent / 100), whole + 1));
    }
}
