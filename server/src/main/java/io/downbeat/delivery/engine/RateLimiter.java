package io.downbeat.delivery.engine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The account to one outside account: how many requests a second, and how many deliveries at once. It follows real time,
 * because what it protects is real even when the business clock stands still.
 *
 * <p>The pace is the account's: servers that send to it at the same time each take their part.
 *
 * <p>Additive increase, multiplicative decrease: a 429 halves the pace, every second without one gives a twentieth of
 * the full pace back.
 */
final class RateLimiter {
    private static final int MOST = 128;
    /** Seconds. */
    private static final double LATENCY = 1.25;

    private static final double SLOWEST = 0.5;
    /** Nanoseconds' worth of places that an idle account saves up. */
    private static final long BURST = 500_000_000;

    private final double fullPace;
    private final int atOnce;
    private final LongSupplier nanos;
    private double pace;
    private int servers = 1;
    private long nextFree;
    private long lastCreep;
    private long pausedUntil;
    private int inFlight;

    RateLimiter(double fullPace, LongSupplier nanos) {
        this(fullPace, MOST, nanos);
    }

    /** @param atOnce deliveries that the provider lets be under way at once */
    RateLimiter(double fullPace, int atOnce, LongSupplier nanos) {
        this.fullPace = fullPace;
        this.atOnce = Math.min(MOST, atOnce);
        this.nanos = nanos;
        this.pace = fullPace;
        this.nextFree = nanos.getAsLong();
        this.lastCreep = nextFree;
        this.pausedUntil = nextFree;
    }

    /** @param count how many servers send to this account now, this one included */
    synchronized void sharedBy(int count) {
        servers = count;
    }

    /**
     * How many deliveries more this account takes: as many as keep the pace used up while each request takes as long as
     * {@link #LATENCY} (Little's law), and not so many that one waits for its first request longer than that.
     *
     * @param share how many places in all this account may have
     */
    synchronized int free(int share) {
        int useful = (int) Math.ceil(pace / servers * LATENCY);
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

    /** Takes the next place and says how many nanoseconds it is away. {@link #BURST} saves up while it is idle. */
    synchronized long reserve() {
        long now = nanos.getAsLong();
        creep(now);
        long gap = (long) (1e9 / pace * servers);
        nextFree = Math.max(Math.max(nextFree, now - BURST), pausedUntil) + gap;
        return Math.max(0, nextFree - gap - now);
    }

    synchronized void tooFast(Duration pause) {
        long now = nanos.getAsLong();
        creep(now);
        pace = Math.max(SLOWEST, pace / 2);
        pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
    }

    /** Of the account, not of this server's part. */
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
