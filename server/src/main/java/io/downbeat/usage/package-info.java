/**
 * Usage: what a customer used of a billable metric between two instants, by the hour and by group.
 *
 * <p>Owns the series and their hourly quantities, how they are added to ({@link io.downbeat.usage.HourlyUsage}) and how
 * they are read ({@link io.downbeat.usage.Usage}). Does not own the events that are counted ({@code usage.events}), which
 * of them count for what ({@code usage.metrics}), what a quantity costs (pricing), whom it is billed to (contracts,
 * invoicing), or who a customer is (customers).
 *
 * <p>The instants here are when usage happened, cut down to the hour. For a LATEST metric, the event's own instant is kept
 * beside the quantity to the nanosecond. When an event was received plays no part: between two events of one instant, the
 * ordinal decides.
 */
@NullMarked
package io.downbeat.usage;

import org.jspecify.annotations.NullMarked;
