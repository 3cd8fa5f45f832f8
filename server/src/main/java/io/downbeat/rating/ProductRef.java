package io.downbeat.rating;

import io.downbeat.pricing.products.ProductId;
import org.jspecify.annotations.Nullable;

/**
 * What a line is for.
 *
 * @param id {@code null} for what is left to pay of a custom unit, which is no product
 * @param name as the line shows it; a product may have another name by now
 */
public record ProductRef(@Nullable ProductId id, String name) {}
