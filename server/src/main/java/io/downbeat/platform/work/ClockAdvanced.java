package io.downbeat.platform.work;

import java.time.Instant;

/** Somebody moved the simulated clock, and everything that fell due on the way has run. Published outside a transaction. */
public record ClockAdvanced(Instant from, Instant to) {}
