package io.downbeat.rating;

import io.downbeat.pricing.products.ProductId;

/**
 * What a line is for.
 *
 * @param name as the line shows it; a product may have another name by now
 */
public record ProductRef(ProductId id, String name) {}
