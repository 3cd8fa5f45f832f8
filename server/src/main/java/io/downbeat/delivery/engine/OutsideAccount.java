package io.downbeat.delivery.engine;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What this server knows of one outside account: how fast it may be asked, how its last calls went, and whether
 * anything went through since its circuit was last open (or since this server began).
 */
record OutsideAccount(RateLimiter limiter, LastCalls calls, AtomicBoolean unproven, Throughput done) {
    OutsideAccount(RateLimiter limiter) {
        this(limiter, new LastCalls(), new AtomicBoolean(true), new Throughput(System::nanoTime));
    }
}
