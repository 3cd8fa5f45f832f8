package io.downbeat.outbound;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * How fast one account may be asked: so many requests a second, and so many at once. Servers that call it at the same time
 * each take their part.
 *
 * <p>It follows real time for everybody who calls, deliveries and metering alike, because what it protects is real even
 * when the business clock stands still or leaps. A simulated clock stays quick all the same: what stands in for a provider
 * has no quota to protect, so its connector names a pace that is never reached ({@link ProviderPace}). A pause that is
 * longer than a moment is not waited for here: it is the account's circuit, in business time and on every server.
 *
 * <p>Additive increase, multiplicative decrease, shared by all that is called with the same credentials ({@link Slowdown}):
 * a 429 halves the pace, every second without one gives a twentieth of the full pace back.
 */
public final class RateLimiter {
    private static final int MOST = 128;
    /** Seconds. */
    private static final double LATENCY = 1.25;

    private static final double SLOWEST = 0.5;
    /** Nanoseconds' worth of places that an idle account saves up. */
    private static final long BURST = 500_000_000;

    private final double fullPace;
    private final int atOnce;
    private final Slowdown slowdown;
    private final LongSupplier nanos;
    private final Throughput requests;
    private int servers = 1;
    private long nextFree;
    private int inFlight;

    public RateLimiter(double fullPace, LongSupplier nanos) {
        this(fullPace, MOST, new Slowdown(nanos), nanos);
    }

    /** @param atOnce requests' worth of work that the provider lets be under way at once */
    RateLimiter(double fullPace, int atOnce, Slowdown slowdown, LongSupplier nanos) {
        this.fullPace = fullPace;
        this.atOnce = Math.min(MOST, atOnce);
        this.slowdown = slowdown;
        this.nanos = nanos;
        this.nextFree = nanos.getAsLong();
        this.requests = new Throughput(nanos);
    }

    /** @param count how many servers call this account now, this one included */
    public synchronized void sharedBy(int count) {
        servers = count;
    }

    /**
     * How many deliveries more this account takes: as many as keep the pace used up while each request takes as long as
     * {@link #LATENCY} (Little's law), and not so many that one waits for its first request longer than that.
     *
     * @param share how many places in all this account may have
     */
    public synchronized int free(int share) {
        int useful = (int) Math.ceil(pace() / servers * LATENCY);
        int most = Math.min(Math.min(atOnce, share), Math.max(1, useful));
        // A claim costs the same for one as for many, and half of the places use up the pace for half of the latency.
        return inFlight > most / 2 ? 0 : most - inFlight;
    }

    public synchronized void entered() {
        inFlight++;
    }

    public synchronized void left() {
        inFlight--;
    }

    /** Waits until the next request may leave. */
    public void await() {
        long wait = reserve();
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            long before = nanos.getAsLong();
            LockSupport.parkNanos(wait);
            wait -= nanos.getAsLong() - before;
        }
    }

    /** Takes the next place and says how many nanoseconds it is away. {@link #BURST} saves up while it is idle. */
    public synchronized long reserve() {
        long now = nanos.getAsLong();
        long gap = (long) (1e9 / pace() * servers);
        requests.add();
        nextFree = Math.max(Math.max(nextFree, now - BURST), slowdown.pausedUntil()) + gap;
        return Math.max(0, nextFree - gap - now);
    }

    /** The provider asked for fewer requests. */
    public void tooFast(Duration pause) {
        slowdown.tooFast(pause, SLOWEST / fullPace);
    }

    /** Which part of this server's pace the requests of the last minute took: 0 for none, 1 for all of it. */
    public synchronized double used() {
        return Math.min(1, requests.perSecond().orElse(0) * servers / pace());
    }

    /** Of the account, not of this server's part. */
    public double pace() {
        return Math.max(Math.min(SLOWEST, fullPace), fullPace * slowdown.share());
    }
}
