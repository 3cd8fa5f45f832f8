package io.downbeat.platform.work;

import java.time.Instant;

/**
 * Somebody moved the simulated clock as far as it came, and what fell due on the way has run or failed. Published outside a
 * transaction, because the clock moves in many.
 */
public record ClockAdvanced(Instant from, Instant to) {}
