/**
 * What subscriptions cost: for each billing period so many at one price, for increases the rest of it, and which invoice takes
 * which charge.
 *
 * <p>Owns the rules (subscriptions.md 1.3 to 1.6), all of them pure. Does not own the terms (contracts.subscriptions), what
 * balances pay of a charge (rating), nor what was billed, which is kept by whoever asks.
 */
@NullMarked
package io.downbeat.rating.subscriptions;

import org.jspecify.annotations.NullMarked;
