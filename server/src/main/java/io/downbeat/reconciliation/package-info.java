/**
 * Compares what we believe with what the accounts at the providers hold, both ways, and plans repairs.
 *
 * <p>Owns the comparison, its differences, the plans and the record of the repairs that people had carried out. Does not
 * own the deliveries (the engine), metering records (metering), or how a provider is asked (its connector). Nothing here
 * sends an invoice: a repair hands a row back to the engine, which asks the provider before it does anything.
 *
 * <p>Instants that differ: what the provider made is selected by the <em>provider's</em> clock, what we sent by
 * <em>business time</em>; the interval asked for is widened for the difference. A plan ages in business time.
 */
@NullMarked
package io.downbeat.reconciliation;

import org.jspecify.annotations.NullMarked;
