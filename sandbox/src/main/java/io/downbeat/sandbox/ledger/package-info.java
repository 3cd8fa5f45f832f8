/**
 * What a provider holds, and what of it outlives the process.
 *
 * <p>Owns: the {@link io.downbeat.sandbox.ledger.LedgerEntry}, which is the oracle of the proof tests; the sandbox's clock;
 * usage records of which the first write wins; the {@link io.downbeat.sandbox.ledger.Journal}, into which each simulator
 * puts an object after every change, under the lock that guards it; ids that none gives twice, also after a restart. Does
 * not own: the folder of the journal, and which objects there are.
 *
 * <p>Instants that differ: an entry's <em>created</em> is the sandbox's clock's; a usage record's <em>hour</em> and
 * <em>timestamp</em> are the sender's and only compared to the clock, never replaced by it.
 */
@NullMarked
package io.downbeat.sandbox.ledger;

import org.jspecify.annotations.NullMarked;
