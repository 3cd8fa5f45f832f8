/**
 * What a customer's account comes to at this moment: its drafts as they stand, told apart by group where that is asked, and what is
 * left of its balances. For rooms above that compare these figures with thresholds, many customers at once.
 *
 * <p>Owns nothing and stores nothing: drafts are computed by invoicing, balances are {@code balances}, and which figure means
 * what is decided by whoever asks.
 */
@NullMarked
package io.downbeat.invoicing.accounts;

import org.jspecify.annotations.NullMarked;
