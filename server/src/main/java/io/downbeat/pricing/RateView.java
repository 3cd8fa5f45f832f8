package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a unit costs, as answers show it. */
public record RateView(
        RateType rateType,
        @Nullable BigDecimal price,
        @Nullable List<Tier> tiers,
        @Nullable MinimumView minimumConfig,
        @Nullable Currency creditType,
        @Nullable Map<String, String> pricingGroupValues) {

    public enum RateType {
        FLAT,
        TIERED,
        PERCENTAGE,
        TIERED_PERCENTAGE
    }

    /** What a composite product comes to at least in a service period. */
    public record MinimumView(BigDecimal minimum) {}

    /** A credit type by its id and name. */
    public record Currency(UUID id, String name) {
        public static Currency of(CreditType type) {
            return new Currency(type.id(), type.name());
        }
    }

    /**
     * @param currency {@code null} where the answer has it elsewhere
     * @param groupValues which usage costs this; empty for all of it
     */
    public static RateView of(Rate rate, @Nullable CreditType currency, Map<String, String> groupValues) {
        Currency credit = currency == null ? null : Currency.of(currency);
        Map<String, String> values = groupValues.isEmpty() ? null : groupValues;
        return switch (rate) {
            case FlatRate flat -> new RateView(RateType.FLAT, flat.price(), null, null, credit, values);
            case TieredRate tiered -> new RateView(RateType.TIERED, null, tiered.tiers(), null, credit, values);
            case PercentageRate share -> percentage(of(share.of(), currency, groupValues), share.minimum());
        };
    }

    private static RateView percentage(RateView share, @Nullable BigDecimal minimum) {
        return new RateView(
                share.rateType == RateType.FLAT ? RateType.PERCENTAGE : RateType.TIERED_PERCENTAGE,
                share.price,
                share.tiers,
                minimum == null ? null : new MinimumView(minimum),
                share.creditType,
                share.pricingGroupValues);
    }

    /** A commit rate, which has neither unit nor group values of its own. */
    public static @Nullable RateView ofCommits(@Nullable Rate commitRate) {
        return commitRate == null ? null : of(commitRate, null, Map.of());
    }
}
