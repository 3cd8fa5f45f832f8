/**
 * The proof, for whoever does not want to take our word: checks every invariant on live data, compares our rows with
 * what the providers hold, and looks ahead of a segment before it begins.
 *
 * <p>Owns: {@code verify} and its checks, reconciliation with its findings, plans and audit trail, the pre-flight of
 * configurations and its notices. Does not own: the deliveries themselves (the engine), meter slots (metering), or how a
 * provider is asked (its adapter). Nothing here sends an invoice: a repair hands a row back to the engine, which asks
 * the provider before it does anything.
 *
 * <p>Instants that differ: what the provider made is selected by the <em>provider's</em> clock, what we sent by
 * <em>business time</em>; the interval asked for is widened for the difference. A plan ages in business time.
 */
@NullMarked
package io.downbeat.delivery.audit;

import org.jspecify.annotations.NullMarked;
