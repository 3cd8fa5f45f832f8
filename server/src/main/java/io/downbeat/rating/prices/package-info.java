/**
 * What usage costs by a contract: the prices of its rate card with the overrides that hold, stretch by stretch.
 *
 * <p>Owns which override wins for a unit, where an interval of one price begins and ends, and what a unit costs while a
 * balance pays. Does not own prices themselves (pricing), overrides as they are agreed on (contracts), nor what was used at
 * them: lines are the package above. Nothing here reads or writes anything.
 *
 * <p>Instants that differ: an interval has the bounds of its price inside the service period; its tiers count from {@link
 * io.downbeat.rating.prices.PricedInterval#countedFrom}, which may be earlier.
 */
@NullMarked
package io.downbeat.rating.prices;

import org.jspecify.annotations.NullMarked;
