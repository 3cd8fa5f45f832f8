/**
 * Products, rate cards, and what a quantity costs.
 *
 * <p>Owns products with their dated updates, rate cards with their aliases and rates, the list of currencies, and the
 * pure arithmetic from a raw metered quantity to an exact amount ({@link io.downbeat.pricing.PriceEngine}). Does not own
 * what was metered (usage), which card a customer is on (contracts), nor the rounding to money (core, called once by
 * invoicing): nothing here rounds an amount.
 *
 * <p>A product points to usage's {@code billable_metric} by a foreign key, and asks usage for the metric's group keys when a
 * product is written, so that no product can ask for usage its metric does not keep apart.
 *
 * <p>Instants that differ: a state's or rate's {@code starting_at} says from when it prices, and may lie in the past or
 * the future; its {@code created_at} says when somebody told us. Of two product updates in force the one
 * <em>created</em> last wins; of two rates in force the one that <em>starts</em> last wins.
 */
@NullMarked
package io.downbeat.pricing;

import org.jspecify.annotations.NullMarked;
