/**
 * The reseller royalties of a contract: what a reseller keeps of what is billed, dated.
 *
 * <p>Owns how they are read from requests, stored and shown ({@link
 * io.downbeat.contracts.royalties.ResellerRoyaltiesPart}), and the table {@code reseller_royalty}. Does not own which of them
 * an invoice names ({@code invoicing.royalties}), nor any amount: none follows from a royalty.
 *
 * <p>Instants that differ: {@code startingAt} and {@code endingBefore} say when a royalty is in force, and its place among
 * the contract's says when it was agreed; of two that start at once, the one agreed later holds.
 */
@NullMarked
package io.downbeat.contracts.royalties;

import org.jspecify.annotations.NullMarked;
