package io.downbeat.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One account of a provider as this server calls it: whether and how fast it may be called now, and what came of its last
 * calls. Whoever sends asks it first and tells it what came, be it a delivery or a record.
 */
public final class ProviderAccount {
    private final AccountKey key;
    private final Circuits circuits;
    private final RateLimiter limiter;
    private final LastCalls calls = new LastCalls();
    private final Throughput done;
    /** Whether anything went through since its circuit was last open, or since this server began. */
    private final AtomicBoolean unproven = new AtomicBoolean(true);

    ProviderAccount(AccountKey key, Circuits circuits, RateLimiter limiter, LongSupplier nanos) {
        this.key = key;
        this.circuits = circuits;
        this.limiter = limiter;
        this.done = new Throughput(nanos);
    }

    public AccountKey key() {
        return key;
    }

    /** Business time at which it may be called; nothing for now. Many at once are told by the view {@code account_circuit}. */
    public Optional<Instant> heldUntil(Instant now) {
        return circuits.heldUntil(key, now);
    }

    /** Waits, in real time, until the next request may leave. */
    public void awaitPlace() {
        limiter.await();
    }

    /** A 429: everything that is called with the same credentials slows down. */
    public void tooFast(@Nullable Duration retryAfter) {
        limiter.tooFast(RetryAfter.moment(retryAfter));
    }

    public RateLimiter limiter() {
        return limiter;
    }

    public LastCalls calls() {
        return calls;
    }

    public Throughput done() {
        return done;
    }

    /** Its circuit opens, or was asked: whether the account works must be shown again. */
    public void isUnproven() {
        unproven.set(true);
    }

    /** @return whether it is the first thing that went through since its circuit was open */
    public boolean wentThrough() {
        return unproven.compareAndSet(true, false);
    }
}
