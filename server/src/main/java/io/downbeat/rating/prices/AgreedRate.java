package io.downbeat.rating.prices;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What a contract makes of a rate of its card while no balance pays.
 *
 * @param unit what it is in
 * @param overrideRate the list rate after the override that won; {@code null} if none applies
 */
public record AgreedRate(
        boolean entitled, CreditType unit, @Nullable Rate overrideRate) {}
