package io.downbeat.outbound;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long the claim under which this thread works still holds. A request with an effect must not leave when its answer
 * could come after that: another server may hold the row by then, and ask while the request is still under way.
 *
 * <p>Whoever announced a request sets it; everything that sends asks right before its first byte leaves, since what comes
 * before (a token, a list of currencies, a place in a queue) may have used the time up. Outside of any claim there is no
 * such end. Real time, as leases are.
 */
public final class LeaseTime {
    private static final ScopedValue<Long> END = ScopedValue.newInstance();

    private LeaseTime() {}

    /** @param left from now on; what has none left may begin nothing */
    public static <T> T within(Duration left, Supplier<T> work) {
        return ScopedValue.where(END, System.nanoTime() + left.toNanos()).call(work::get);
    }

    /** Whether a request that takes so long at most may leave now. */
    public static boolean allows(Duration request) {
        return !END.isBound() || END.get() - System.nanoTime() >= request.toNanos();
    }
}
