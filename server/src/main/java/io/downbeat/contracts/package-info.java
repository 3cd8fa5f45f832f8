/**
 * Contracts: what a customer agreed to, how it was edited, and which billing provider configuration is in force when.
 *
 * <p>Owns contracts with their terms, the append-only history of their edits, and the billing provider configuration
 * schedule with its rules ({@code schedule.ProviderSchedule}). Does not own configurations themselves
 * (providers), what things cost (pricing), nor any invoice: which invoices an edit touches is decided one floor up, in
 * the edit's own transaction, by whoever listens to {@link io.downbeat.contracts.ContractChanged}.
 *
 * <p>Instants that differ: a segment's {@code effectiveAt} is a period boundary and says from which invoice on it
 * routes; its {@code createdAt} says when somebody asked for it, and of two segments at one boundary the one created
 * later is in force. A contract's {@code archivedAt} is when it was archived, {@code endingBefore} when it ends or
 * ended.
 */
@NullMarked
package io.downbeat.contracts;

import org.jspecify.annotations.NullMarked;
