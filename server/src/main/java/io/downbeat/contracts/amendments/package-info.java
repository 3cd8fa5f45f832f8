/**
 * Amendments: edits of a contract that only add, as clients made them before there were edits, each kept under an id of its
 * own.
 *
 * <p>Owns the operation and the table {@code contract_amendment}. Does not own what is added: an amendment goes the way of
 * every edit ({@link io.downbeat.contracts.EditContract}), and is in the contract's history as one.
 *
 * <p>Instants that differ: an amendment's {@code startingAt} is what the request said and decides nothing, since every term
 * that it adds has dates of its own; its {@code createdAt} is when it was made.
 */
@NullMarked
package io.downbeat.contracts.amendments;

import org.jspecify.annotations.NullMarked;
