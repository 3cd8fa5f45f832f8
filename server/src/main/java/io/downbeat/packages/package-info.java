/**
 * Packages: terms of contracts that are agreed once and hold for contracts that start at any instant, and the aliases by which
 * they are named for a while.
 *
 * <p>Owns packages with their aliases, and what becomes of offsets when a contract starts. Owns no kind of term: a package's
 * terms are those of a request to create a contract, with offsets in the place of instants, so contracts read, check and store
 * them as any others. What may change of a term is its custom fields, for contracts to come. Does not own contracts; it is where requests to create them arrive, because some name a package.
 *
 * <p>Instants that differ: an alias is looked up as of the start of the contract that names it, never as of now; a package's
 * {@code created_at} and {@code archived_at} are when somebody asked.
 */
@NullMarked
package io.downbeat.packages;

import org.jspecify.annotations.NullMarked;
