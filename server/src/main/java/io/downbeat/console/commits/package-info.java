/**
 * Commits and credits as pages show them: in words, in rows and in one template.
 *
 * <p>Pure: asks no feature and knows no request. Owns no rule: what is left of a balance and what it can pay is told by {@code
 * balances} and {@code invoicing}.
 *
 * <p>Instants that differ: a segment starts and ends when it says, or with its contract, if that ends earlier.
 */
@NullMarked
package io.downbeat.console.commits;

import org.jspecify.annotations.NullMarked;
