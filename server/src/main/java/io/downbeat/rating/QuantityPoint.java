package io.downbeat.rating;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A quantity as it stood after an hour in which it changed.
 *
 * @param hour the hour's start
 * @param soFar the quantity counted to the end of that hour: from the service period's start in metered units, from the
 *     start of the line's interval in priced ones
 */
public record QuantityPoint(Instant hour, BigDecimal soFar) {}
