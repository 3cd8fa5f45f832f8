/**
 * The rates of a contract at a moment, for whoever reads a price list: its card's, and what the contract makes of them; and
 * how many there were of a subscription at which price.
 *
 * <p>Owns the answer and nothing else. Does not own contracts, rate cards, nor which override wins (rating).
 *
 * <p>Instants that differ: {@code at} is the moment that is asked about; a row's start and end are those of the rate on the
 * card, and not of the override.
 */
@NullMarked
package io.downbeat.contractrates;

import org.jspecify.annotations.NullMarked;
