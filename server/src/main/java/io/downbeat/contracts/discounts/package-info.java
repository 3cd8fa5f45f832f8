/**
 * The discounts of a contract: amounts taken off what is billed on named dates.
 *
 * <p>Owns how they are read from requests, stored and shown ({@link io.downbeat.contracts.discounts.DiscountsPart}), and the
 * tables {@code discount} and {@code discount_item}. Does not own how schedules are read ({@code contracts.charges}), nor
 * how much of a discount an invoice can take ({@code rating}) and which invoice takes it ({@code invoicing}).
 *
 * <p>Instants that differ: an item's {@code timestamp} is when it is taken off. A charge of that instant may be added later;
 * the discount is then on its invoice, unless another one took it before.
 */
@NullMarked
package io.downbeat.contracts.discounts;

import org.jspecify.annotations.NullMarked;
