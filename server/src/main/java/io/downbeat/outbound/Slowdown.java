package io.downbeat.outbound;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much slower than usual everything goes that is called with the same credentials, since the provider counts by those:
 * told to slow down by one of its interfaces, no other is asked any faster. Real time.
 */
final class Slowdown {
    /** Of the full pace, given back in each second without another 429. */
    private static final double RECOVERY = 1.0 / 20;

    private final LongSupplier nanos;
    private double share = 1;
    private long recoveredAt;
    private long pausedUntil;

    Slowdown(LongSupplier nanos) {
        this.nanos = nanos;
        this.recoveredAt = nanos.getAsLong();
        this.pausedUntil = recoveredAt;
    }

    /** @param least of the full pace; slower than that nobody is asked to be */
    synchronized void tooFast(Duration pause, double least) {
        long now = nanos.getAsLong();
        recover(now);
        share = Math.max(Math.min(1, least), share / 2);
        pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
    }

    /** Of the full pace that is used now. */
    synchronized double share() {
        recover(nanos.getAsLong());
        return share;
    }

    synchronized long pausedUntil() {
        return pausedUntil;
    }

    private void recover(long now) {
        share = Math.min(1, share + RECOVERY * (now - recoveredAt) / 1e9);
        recoveredAt = now;
    }
}
