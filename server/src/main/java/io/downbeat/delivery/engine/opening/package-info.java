/**
 * How a delivery comes to be: in the transaction that finalizes an invoice, what its destination gets is frozen, and the
 * one row is written.
 *
 * <p>Owns what is frozen and when an invoice is skipped or parked instead (an unbillable rule, a total below zero, a hold), and
 * what a copy that was restored asks before it sends.
 * Does not own where an invoice goes (invoicing freezes that), what a provider's payload looks like (the routes), or
 * anything that happens to the row afterwards.
 *
 * <p>Instants that differ: none; what is due later says so in business time.
 */
@NullMarked
package io.downbeat.delivery.engine.opening;

import org.jspecify.annotations.NullMarked;
