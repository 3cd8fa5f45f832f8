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
    private static final int MOST = 128;
    /** Seconds. */
    private static final double LATENCY = 1.25;

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
        this(fullPace, MOST, nanos);
    }

    /** @param atOnce deliveries that the provider lets be under way at once */
    Lane(double fullPace, int atOnce, LongSupplier nanos) {
        this.fullPace = fullPace;
        this.atOnce = Math.min(MOST, atOnce);
        this.nanos = nanos;
        this.pace = fullPace;
        this.nextFree = nanos.getAsLong();
        this.lastCreep = nextFree;
        this.pausedUntil = nextFree;
    }

    /**
     * How many deliveries more this road takes: as many as keep the pace used up while each request takes as long as
     * {@link #LATENCY} (Little's law), and not so many that one waits for its first request longer than that.
     *
     * @param share how many places in all this road may have
     */
    synchronized int free(int share) {
        int useful = (int) Math.ceil(pace * LATENCY);
        int most = Math.min(Math.min(atOnce, share), Math.max(1, useful));
        // A claim costs the same for one as for many, and half of the places use up the pace for half of the latency.
        return inFlight > most / 2 ? 0 : most - inFlight;
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
