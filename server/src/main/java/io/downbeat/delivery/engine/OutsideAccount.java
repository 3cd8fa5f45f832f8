package io.downbeat.delivery.engine;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What this server knows of one outside account: how fast it may be asked, how its last calls went, and whether
 * anything went through since its circuit was last open (or since this server began).
 */
record OutsideAccount(RateLimiter lane, LastCalls calls, AtomicBoolean unproven, Throughput done) {
    OutsideAccount(RateLimiter lane) {
        this(lane, new LastCalls(), new AtomicBoolean(true), new Throughput(System::nanoTime));
    }
}
