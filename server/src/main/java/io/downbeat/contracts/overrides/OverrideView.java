package io.downbeat.contracts.overrides;

import io.downbeat.balances.RateType;
import io.downbeat.contracts.RateOverride;
import io.downbeat.pricing.RateView;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.RateModifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An override as answers and the history of edits show it. Rates are in the unit of the contract's rate card. */
record OverrideView(
        UUID id,
        Instant createdAt,
        Instant startingAt,
        @Nullable Instant endingBefore,
        @Nullable Named product,
        @Nullable List<String> applicableProductTags,
        @Nullable List<SpecifierView> overrideSpecifiers,
        OverrideRequests.@Nullable Type type,
        @Nullable RateView overwriteRate,
        @Nullable BigDecimal multiplier,
        @Nullable List<TierView> overrideTiers,
        @Nullable Boolean entitled,
        @Nullable BigDecimal priority,
        boolean isCommitSpecific,
        @Nullable RateType target) {

    private record Named(UUID id, String name) {}

    private record TierView(@Nullable BigDecimal size, BigDecimal multiplier) {}

    private record SpecifierView(
            @Nullable UUID productId,
            @Nullable List<String> productTags,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues,
            @Nullable List<UUID> commitIds,
            @Nullable List<UUID> recurringCommitIds,
            @Nullable List<UUID> anyCommitOrCreditIds) {
        static SpecifierView of(RateOverride.Specifier specifier) {
            return new SpecifierView(
                    specifier.product() == null ? null : specifier.product().value(),
                    unlessEmpty(specifier.tags()),
                    unlessEmpty(specifier.pricingGroupValues()),
                    unlessEmpty(specifier.presentationGroupValues()),
                    unlessEmpty(specifier.paidBy().commits()),
                    unlessEmpty(specifier.paidBy().recurringCommits()),
                    unlessEmpty(specifier.paidBy().commitsOrCredits()));
        }
    }

    static OverrideView of(RateOverride override, Map<ProductId, Product> products) {
        RateOverride.Target target = override.target();
        RateModifier modifier = override.modifier();
        return new OverrideView(
                override.id(),
                override.createdAt(),
                override.startingAt(),
                override.endingBefore(),
                target instanceof RateOverride.Target.OfProduct of ? named(of.product(), products) : null,
                target instanceof RateOverride.Target.Tagged tagged ? tagged.anyOf() : null,
                target instanceof RateOverride.Target.Specified specified
                        ? specified.specifiers().stream().map(SpecifierView::of).toList()
                        : null,
                modifier == null ? null : type(modifier),
                modifier instanceof RateModifier.Overwrite overwrite
                        ? RateView.of(overwrite.rate(), null, Map.of())
                        : null,
                modifier instanceof RateModifier.Multiplier multiplier ? multiplier.factor() : null,
                modifier instanceof RateModifier.TieredMultiplier tiered ? tiers(tiered) : null,
                override.entitled(),
                override.priority(),
                override.isCommitSpecific(),
                override.isCommitSpecific() ? override.targetRate() : null);
    }

    private static OverrideRequests.Type type(RateModifier modifier) {
        return switch (modifier) {
            case RateModifier.Overwrite _ -> OverrideRequests.Type.OVERWRITE;
            case RateModifier.Multiplier _ -> OverrideRequests.Type.MULTIPLIER;
            case RateModifier.TieredMultiplier _ -> OverrideRequests.Type.TIERED;
        };
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
