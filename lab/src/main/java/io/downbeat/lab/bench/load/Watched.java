package io.downbeat.lab.bench.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/**
 * A number that servers move by themselves, and that somebody waits for. How long it takes depends on the machine and on how
 * much there is; a number that stands still for minutes says that something is stuck, and ends the run instead of having it
 * wait for ever.
 *
 * @param what the number counts, with what is waited for
 * @param between looks at it
 * @param patience with a number that stands still
 */
public record Watched(String what, Duration between, Duration patience) {
    private static final Duration STANDSTILL = Duration.ofMinutes(5);

    /** Answers the number as it is now. */
    public interface Look<E extends Exception> {
        long now() throws E;
    }

    public Watched(String what, Duration between) {
        this(what, between, STANDSTILL);
    }

    /** @throws IllegalStateException with the number, if it stood still for too long */
    public <E extends Exception> void until(LongPredicate reached, Look<E> look) throws E {
        long seen = look.now();
        long moved = System.nanoTime();
        for (long now = seen; !reached.test(now); now = look.now()) {
            if (now != seen) {
                seen = now;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > patience.toNanos()) {
                throw new IllegalStateException(
                        "%s: %,d, and no change for %,d s".formatted(what, now, patience.toSeconds()));
            }
            LockSupport.parkNanos(between.toNanos());
        }
    }
}
