/**
 * What a quantity costs at a rate: pure arithmetic from a raw metered quantity to an exact amount.
 *
 * <p>Owns the kinds of rates, their tiers, and the computation ({@link io.downbeat.pricing.rates.PriceEngine}). Does not own
 * which rate holds when ({@code pricing}) nor the rounding to money (core, called once by rating): nothing here rounds an
 * amount, reads a database or a clock.
 *
 * <p>The instants here bound the part of a service period in which one price holds; there are no others.
 */
@NullMarked
package io.downbeat.pricing.rates;

import org.jspecify.annotations.NullMarked;
