package io.downbeat.delivery;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The road to one outside account: how many requests a second, and how many deliveries at once. It follows real time,
 * because what it protects is real even when the business clock stands still.
 *
 * <p>Additive increase, multiplicative decrease: a 429 halves the pace, every second without one gives a twentieth of
 * the full pace back.
 */
final class Lane {
    private static final int AT_ONCE = 48;
    private static final int REQUESTS_PER_DELIVERY = 8;
    private static final double SLOWEST = 0.5;

    private final double fullPace;
    private final int atOnce;
    private final LongSupplier nanos;
    private double pace;
    private long nextFree;
    private long lastCreep;
    private long pausedUntil;
    private int inFlight;

    Lane(double fullPace, LongSupplier nanos) {
        this(fullPace, AT_ONCE, nanos);
    }

    Lane(double fullPace, int atOnce, LongSupplier nanos) {
        this.fullPace = fullPace;
        this.atOnce = Math.min(AT_ONCE, atOnce);
        this.nanos = nanos;
        this.pace = fullPace;
        this.nextFree = nanos.getAsLong();
        this.lastCreep = nextFree;
        this.pausedUntil = nextFree;
    }

    /** How many deliveries more this road takes; what it claims must leave within a lease. */
    synchronized int free() {
        int withinLease = (int) Math.ceil(pace * 10 / REQUESTS_PER_DELIVERY);
        return Math.max(0, Math.min(atOnce, Math.max(1, withinLease)) - inFlight);
    }

    synchronized void entered() {
        inFlight++;
    }

    synchronized void left() {
        inFlight--;
    }

    /** Waits until the next request may leave. */
    void await() {
        long wait = reserve();
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            long before = nanos.getAsLong();
            LockSupport.parkNanos(wait);
            wait -= nanos.getAsLong() - before;
        }
    }

    /** Takes the next place and says how many nanoseconds it is away. A second's worth may leave in a burst. */
    synchronized long reserve() {
        long now = nanos.getAsLong();
        creep(now);
        long gap = (long) (1e9 / pace);
        long burst = (long) Math.min(1e9, gap * pace / 2);
        nextFree = Math.max(Math.max(nextFree, now - burst), pausedUntil) + gap;
        return Math.max(0, nextFree - gap - now);
    }

    synchronized void tooFast(Duration pause) {
        long now = nanos.getAsLong();
        creep(now);
        pace = Math.max(SLOWEST, pace / 2);
        pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
    }

    synchronized double pace() {
        creep(nanos.getAsLong());
        return pace;
    }

    private void creep(long now) {
        double seconds = (now - lastCreep) / 1e9;
        lastCreep = now;
        pace = Math.min(fullPace, pace + fullPace / 20 * seconds);
    }
}
