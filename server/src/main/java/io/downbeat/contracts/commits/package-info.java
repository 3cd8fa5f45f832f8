/**
 * The commits and credits that contracts agree on, as requests name them and answers show them.
 *
 * <p>Owns how they are read from requests and refused ({@link io.downbeat.contracts.commits.CommitsPart}, {@link
 * io.downbeat.contracts.commits.CreditsPart}), and how they are shown ({@link
 * io.downbeat.contracts.commits.BalanceViews}). Owns no table: what was agreed is stored by {@code balances}. Does not own
 * what is left of them, nor their invoices.
 *
 * <p>Instants that differ: an access item's {@code starting_at} and {@code ending_before} bound what it pays and lie on full
 * hours; an invoice item's {@code timestamp} is when it is charged, and may lie outside of both and of the contract.
 */
@NullMarked
package io.downbeat.contracts.commits;

import org.jspecify.annotations.NullMarked;
