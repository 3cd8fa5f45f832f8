/**
 * Pages of commits and credits: all of a customer's, and one with its ledger.
 *
 * <p>Owns these pages and their templates. Changes nothing, and owns no rule: what happened to a balance is told by {@code
 * invoicing.balances}, and what it can pay is agreed on in contracts.
 *
 * <p>Instants that differ: a ledger's entries are at the moments when they count, which for what a draft would take lies ahead.
 */
@NullMarked
package io.downbeat.console.balances;

import org.jspecify.annotations.NullMarked;
