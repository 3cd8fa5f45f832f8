/**
 * Products: what can be charged for, and how the metered quantity of each is grouped, converted and rounded.
 *
 * <p>Owns products with their dated updates. {@link io.downbeat.pricing.products.Products} is what the rest of pricing asks.
 * Does not own what a product costs ({@code pricing}, {@code pricing.rates}) nor what is metered (usage): a product points to
 * usage's {@code billable_metric} by a foreign key, and asks usage for the metric's group keys when it is written, so that
 * no product can ask for usage that its metric does not keep apart.
 *
 * <p>Instants that differ: an update's {@code starting_at} says from when it holds, and may lie in the past or the future;
 * its {@code created_at} says when it was requested. Of two updates in force the one <em>created</em> last wins.
 */
@NullMarked
package io.downbeat.pricing.products;

import org.jspecify.annotations.NullMarked;
