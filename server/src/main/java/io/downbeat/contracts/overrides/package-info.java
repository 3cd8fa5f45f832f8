/**
 * The overrides of a contract: other prices than its rate card's, and whether a product can be had.
 *
 * <p>Owns how they are read from requests, added and removed, stored and shown ({@link
 * io.downbeat.contracts.overrides.OverridesPart}), and what others read of one ({@link
 * io.downbeat.contracts.overrides.RateOverride}). Does not own what it makes of a rate ({@code pricing.rates}), which
 * of several holds (rating), nor the commits and credits that it can name ({@link
 * io.downbeat.contracts.overrides.NamedBalances}).
 *
 * <p>Instants that differ: an override holds from {@code startingAt} until {@code endingBefore}; {@code createdAt} is when
 * somebody asked for it.
 */
@NullMarked
package io.downbeat.contracts.overrides;

import org.jspecify.annotations.NullMarked;
