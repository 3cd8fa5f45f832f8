/**
 * Rate cards and the rates on them: which price holds when, and for which usage.
 *
 * <p>Owns rate cards with their aliases and rates, the list of currencies, and the price book of a card, which says what
 * usage costs in a service period. {@link io.downbeat.pricing.Pricing} is what other features ask about cards, products and
 * prices. Does not own products ({@code pricing.products}), what a rate makes of a quantity ({@code pricing.rates}), which
 * card a customer is on (contracts), nor the rounding to money (core, called once by rating).
 *
 * <p>A change of a product arrives as a fact ({@link io.downbeat.pricing.products.ProductChanged}): rates that it
 * contradicts refuse it, and every card that prices the product is read anew.
 *
 * <p>Instants that differ: a rate's {@code starting_at} says from when it prices, and may lie in the past or the future;
 * its {@code created_at} says when it was requested. Of two rates in force the one that <em>starts</em> last wins.
 */
@NullMarked
package io.downbeat.pricing;

import org.jspecify.annotations.NullMarked;
