/**
 * What is left of commits and credits: balances with their ledgers, and the net balance of a customer.
 *
 * <p>Owns the four reads of the API and how a ledger is shown. Stores nothing. The terms, what finalized invoices drew and
 * the ledger's rules are {@code balances}; what drafts draw is computed by invoicing, which is why these reads stand here.
 *
 * <p>Instants that differ: an entry's {@code timestamp} is when it counts, which for what a draft draws lies ahead;
 * {@code covering_date} asks about a segment's interval, not about when anything was entered.
 */
@NullMarked
package io.downbeat.invoicing.balances;

import org.jspecify.annotations.NullMarked;
