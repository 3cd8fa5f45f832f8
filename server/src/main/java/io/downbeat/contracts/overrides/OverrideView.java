package io.downbeat.contracts.overrides;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.balances.RateType;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.pricing.RateView;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An override as answers and the history of edits show it. A rate without a credit type is in what the rate is in that it overwrites. */
record OverrideView(
        UUID id,
        Instant createdAt,
        Instant startingAt,
        @Nullable Instant endingBefore,
        @JsonUnwrapped TargetView whose,
        @JsonUnwrapped ModifierView change,
        @Nullable Boolean entitled,
        @Nullable BigDecimal priority,
        boolean isCommitSpecific,
        @Nullable RateType target) {

    private record TargetView(
            @Nullable Named product,
            @Nullable List<String> applicableProductTags,
            @Nullable List<SpecifierView> overrideSpecifiers) {
        static TargetView of(RateOverride.Target target, Map<ProductId, Product> products) {
            return switch (target) {
                case RateOverride.Target.OfProduct(ProductId id) -> new TargetView(named(id, products), null, null);
                case RateOverride.Target.Tagged(List<String> anyOf) -> new TargetView(null, anyOf, null);
                case RateOverride.Target.Specified(List<RateOverride.Specifier> specifiers) ->
                    new TargetView(
                            null,
                            null,
                            specifiers.stream().map(SpecifierView::of).toList());
            };
        }
    }

    private record ModifierView(
            OverrideRequests.@Nullable Type type,
            @Nullable RateView overwriteRate,
            @Nullable BigDecimal multiplier,
            @Nullable List<TierView> overrideTiers) {
        static ModifierView of(@Nullable RateModifier modifier) {
            return switch (modifier) {
                case null -> new ModifierView(null, null, null, null);
                case RateModifier.Overwrite(Rate rate, CreditType unit) ->
                    new ModifierView(OverrideRequests.Type.OVERWRITE, RateView.of(rate, unit, Map.of()), null, null);
                case RateModifier.Multiplier(BigDecimal factor) ->
                    new ModifierView(OverrideRequests.Type.MULTIPLIER, null, factor, null);
                case RateModifier.TieredMultiplier tiered ->
                    new ModifierView(OverrideRequests.Type.TIERED, null, null, tiers(tiered));
            };
        }
    }

    private record Named(UUID id, String name) {}

    private record TierView(@Nullable BigDecimal size, BigDecimal multiplier) {}

    private record SpecifierView(
            @Nullable UUID productId,
            @Nullable Frequency billingFrequency,
            @Nullable List<String> productTags,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues,
            @Nullable List<UUID> commitIds,
            @Nullable List<UUID> recurringCommitIds,
            @Nullable List<UUID> anyCommitOrCreditIds) {
        static SpecifierView of(RateOverride.Specifier specifier) {
            return new SpecifierView(
                    specifier.product() == null ? null : specifier.product().value(),
                    specifier.billingFrequency(),
                    unlessEmpty(specifier.tags()),
                    unlessEmpty(specifier.pricingGroupValues()),
                    unlessEmpty(specifier.presentationGroupValues()),
                    unlessEmpty(specifier.paidBy().commits()),
                    unlessEmpty(specifier.paidBy().recurringCommits()),
                    unlessEmpty(specifier.paidBy().commitsOrCredits()));
        }
    }

    static OverrideView of(RateOverride override, Map<ProductId, Product> products) {
        return new OverrideView(
                override.id(),
                override.createdAt(),
                override.startingAt(),
                override.endingBefore(),
                TargetView.of(override.target(), products),
                ModifierView.of(override.modifier()),
                override.entitled(),
                override.priority(),
                override.isCommitSpecific(),
                override.isCommitSpecific() ? override.targetRate() : null);
    }

    private static List<TierView> tiers(RateModifier.TieredMultiplier tiered) {
        return tiered.steps().stream()
                .map(step -> new TierView(step.size(), step.factor()))
                .toList();
    }

    private static Named named(ProductId id, Map<ProductId, Product> products) {
        Product product = products.get(id);
        return new Named(id.value(), product == null ? "" : product.name());
    }

    private static <T> @Nullable List<T> unlessEmpty(List<T> values) {
        return values.isEmpty() ? null : values;
    }

    private static @Nullable Map<String, String> unlessEmpty(Map<String, String> values) {
        return values.isEmpty() ? null : values;
    }
}
