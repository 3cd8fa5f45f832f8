package io.downbeat.pricing.rates;

import java.util.List;

/**
 * Units cost what the tier they fall into says; each tier prices only its own units.
 *
 * <p>Tiers of size 5, 5 and the rest are (0, 5], (5, 10] and (10, …): the fifth unit is still in the first. Counting
 * starts anew with every service period and for every value of the presentation group key.
 */
public record TieredRate(List<Tier> tiers) implements Rate {
    public TieredRate {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || tiers.getLast().size() != null) {
            throw new IllegalArgumentException("a tiered rate ends with a tier without size: " + tiers);
        }
        if (tiers.subList(0, tiers.size() - 1).stream().anyMatch(tier -> tier.size() == null)) {
            throw new IllegalArgumentException("only the last tier has no size: " + tiers);
        }
    }
}
