/**
 * The overrides of a contract: other prices than its rate card's, and whether a product can be had.
 *
 * <p>Owns how they are read from requests, added and removed, stored and shown ({@link
 * io.downbeat.contracts.overrides.OverridesPart}). Does not own what others read of an override ({@link
 * io.downbeat.contracts.RateOverride}, a word of {@code contracts}), what it makes of a rate ({@code pricing.rates}), which
 * of several holds (rating), nor the commits and credits that it can name ({@link
 * io.downbeat.contracts.overrides.NamedBalances}).
 *
 * <p>Instants that differ: an override holds from {@code startingAt} until {@code endingBefore}; {@code createdAt} is when
 * somebody asked for it.
 */
@NullMarked
package io.downbeat.contracts.overrides;

import org.jspecify.annotations.NullMarked;
