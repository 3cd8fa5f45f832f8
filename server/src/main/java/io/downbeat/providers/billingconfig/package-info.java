/**
 * One configuration for each customer and provider, as clients know it that were written before a customer could have several.
 *
 * <p>Owns nothing: a thin way to the configurations that {@link io.downbeat.providers} owns, with its own names for the
 * members. What it cannot say, such as which of two configurations is meant, it refuses and names the operation that can.
 */
@NullMarked
package io.downbeat.providers.billingconfig;

import org.jspecify.annotations.NullMarked;
