/**
 * Carries every finalized invoice to the one configuration it belongs to, exactly once in effect.
 *
 * <p>Owns the delivery row (written in the finalizing transaction, unique per invoice for ever), with its attempts and
 * receipts, and its state machine with write-ahead intents and fenced claims. How a row comes to be is the room
 * {@code opening}, what people and corrections do to it is {@code operations}; both use this package and not the other way
 * round. Does not own which configuration an invoice
 * belongs to (invoicing freezes that), credentials (providers), or a provider's protocol (connectors, behind the port).
 *
 * <p>Instants that differ: <em>next attempt</em>, <em>quiet time</em> and <em>deadline</em> are business time; a
 * <em>lease</em> follows the database's own clock, because it guards against dead processes and not against late
 * customers. Pace and circuits are the account's (outbound).
 */
@NullMarked
package io.downbeat.delivery.engine;

import org.jspecify.annotations.NullMarked;
