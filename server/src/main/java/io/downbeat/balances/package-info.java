/**
 * Commits and credits: what a customer may use of each and when, what is paid for it, what is left of it, and in which
 * order they pay.
 *
 * <p>Owns balances with their segments and payments, what finalized invoices drew of them, manual entries, what rolls over to
 * the contract that renews theirs ({@link io.downbeat.balances.Rollovers}), the ledger that follows from these, and the order
 * of burning down ({@link io.downbeat.balances.BurnDownOrder}). Does not own contracts (which agree on balances and name them in
 * requests), prices, invoices, nor the drawing itself: rating cuts usage by balances, and invoicing freezes what was drawn
 * and tells reads what drafts would draw ({@link io.downbeat.balances.BalanceReadings}).
 *
 * <p>Instants that differ: a segment's {@code startingAt} and {@code endingBefore} bound what it pays; a payment's
 * {@code timestamp} is the date of its invoice; a draw is dated where its invoice's period ends, or its segment, if that is
 * earlier, and that of a true-up on the date of its invoice, which may come long after; what rolls over does so where its
 * contract was renewed, which is its new segment's start, and is settled later; {@code createdAt} orders what is equal in all
 * else.
 */
@NullMarked
package io.downbeat.balances;

import org.jspecify.annotations.NullMarked;
