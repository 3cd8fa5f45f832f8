/**
 * The witness: checks every invariant on live data, for whoever does not want to take our word.
 *
 * <p>Owns {@code verify}, its checks and the words they answer in. Reads the tables of every package, which no other
 * package may; writes nothing. Does not own what an invariant protects, nor what the providers hold (reconciliation).
 *
 * <p>Instants: the interval of a run selects invoices by the end of their service period, or by their issue date if they
 * have none.
 */
@NullMarked
package io.downbeat.verification;

import org.jspecify.annotations.NullMarked;
