/**
 * Usage: events come in, are told apart by their transaction id, and become hourly quantities per customer and metric.
 *
 * <p>Owns events, billable metrics, and what a customer used of a metric between two instants. Does not own what a
 * quantity costs (pricing), whom it is billed to (contracts, invoicing), or who a customer is (customers).
 *
 * <p>Two instants differ and must not be mixed: an event's {@code timestamp} says when the usage happened and decides
 * the hour it counts in; {@code received_at} says when this server took it, and decides only how long it is kept and
 * which of two events with the same timestamp is the later one. Both are business time.
 */
@NullMarked
package io.downbeat.usage;

import org.jspecify.annotations.NullMarked;
