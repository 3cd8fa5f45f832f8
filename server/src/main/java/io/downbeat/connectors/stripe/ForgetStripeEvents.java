package io.downbeat.connectors.stripe;

import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Forgets Stripe's events after 60 days, about once a day. Stripe repeats one for 3 days by itself and for 30 by hand, so
 * by then none of them can come again.
 */
final class ForgetStripeEvents implements DueWork {
    static final Duration KEPT = Duration.ofDays(60);
    /** Together, so that a simulated year does not stop at each event. */
    static final Duration EVERY = Duration.ofDays(1);

    static final int AT_ONCE = 10_000;

    private final StripeEventStore events;

    ForgetStripeEvents(StripeEventStore events) {
        this.events = events;
    }

    @Override
    public String name() {
        return "forget_stripe_events";
    }

    @Override
    public Optional<Instant> nextDue() {
        return events.oldest().map(oldest -> oldest.plus(KEPT).plus(EVERY));
    }

    @Override
    public int runDue(Instant now) {
        return events.forget(now.minus(KEPT), AT_ONCE);
    }
}
