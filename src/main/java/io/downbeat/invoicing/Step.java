package io.downbeat.invoicing;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A quantity as it stood after an hour in which it changed.
 *
 * @param hour the hour's start
 * @param soFar the quantity counted from the beginning to the end of that hour
 */
record Step(Instant hour, BigDecimal soFar) {}
