package io.downbeat.rating;

import io.downbeat.core.Amount;
import java.math.BigDecimal;

/**
 * How much of a product, at which price.
 *
 * @param units in priced units; negative where a cumulative quantity went down
 * @param unitPrice never rounded
 */
public record Quantity(BigDecimal units, Amount unitPrice) {}
