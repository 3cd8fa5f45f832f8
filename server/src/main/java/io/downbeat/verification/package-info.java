/**
 * The witness: checks every invariant on live data, for whoever does not want to take our word.
 *
 * <p>Owns {@code verify}, its checks and the words they answer in. Reads the tables of every package, which no other
 * package may; writes nothing. Does not own what an invariant protects, nor what the providers hold (reconciliation).
 *
 * <p>Instants: the interval of a run selects invoices by when they were finalized, drafts by when they fall due, deliveries
 * by when they were made, metering records by their hour.
 */
@NullMarked
package io.downbeat.verification;

import org.jspecify.annotations.NullMarked;
