package io.downbeat.console.contracts;

import io.downbeat.balances.RateType;
import io.downbeat.console.commits.BalanceText;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Overrides of a contract in words. Pure. */
final class OverrideText {
    private final Map<ProductId, Product> products;
    private final @Nullable CreditType currency;

    /** @param currency that overwritten prices are in; {@code null} for a contract without a card */
    OverrideText(Map<ProductId, Product> products, @Nullable CreditType currency) {
        this.products = products;
        this.currency = currency;
    }

    static Set<ProductId> products(Collection<RateOverride> overrides) {
        Set<ProductId> named = new HashSet<>();
        overrides.forEach(override -> override.target().specifiers().forEach(specifier -> {
            if (specifier.product() != null) {
                named.add(specifier.product());
            }
        }));
        return named;
    }

    ContractPage.RateChange of(RateOverride override) {
        List<String> more = new ArrayList<>();
        more.add(
                override.endingBefore() == null
                        ? "from " + Moments.day(override.startingAt())
                        : Moments.day(override.startingAt()) + " to "
                                + Moments.day(override.endingBefore().minusNanos(1)));
        if (override.isCommitSpecific()) {
            more.add(
                    override.targetRate() == RateType.COMMIT_RATE
                            ? "of the commit rate, where a commit or credit pays"
                            : "only where a commit or credit pays");
        }
        if (override.priority() != null) {
            more.add("priority " + override.priority().stripTrailingZeros().toPlainString());
        }
        return new ContractPage.RateChange(target(override.target()), says(override), String.join(" · ", more));
    }

    private String target(RateOverride.Target target) {
        return switch (target) {
            case RateOverride.Target.OfProduct(ProductId product) -> BalanceText.product(product, products);
            case RateOverride.Target.Tagged(List<String> anyOf) -> "What is tagged " + String.join(" or ", anyOf);
            case RateOverride.Target.Specified(List<RateOverride.Specifier> anyOf) ->
                anyOf.stream()
                        .map(one -> BalanceText.use(
                                one.product() == null ? null : BalanceText.product(one.product(), products),
                                one.tags(),
                                one.pricingGroupValues(),
                                one.presentationGroupValues()))
                        .distinct()
                        .collect(Collectors.joining("; or "));
        };
    }

    private String says(RateOverride override) {
        List<String> says = new ArrayList<>();
        if (override.entitled() != null) {
            says.add(override.entitled() ? "can be had" : "cannot be had");
        }
        if (override.modifier() != null) {
            says.add(
                    switch (override.modifier()) {
                        case RateModifier.Multiplier(BigDecimal factor) -> factor(factor) + " the listed price";
                        case RateModifier.TieredMultiplier(List<RateModifier.TieredMultiplier.Step> steps) ->
                            steps(steps);
                        case RateModifier.Overwrite(Rate rate, CreditType unit) ->
                            rate(rate, unit == null ? currency : unit);
                    });
        }
        return String.join(", ", says);
    }

    private static String factor(BigDecimal factor) {
        return factor.toPlainString() + " ×";
    }

    private static String steps(List<RateModifier.TieredMultiplier.Step> steps) {
        List<String> parts = new ArrayList<>();
        for (RateModifier.TieredMultiplier.Step step : steps) {
            parts.add(factor(step.factor()) + units(step.size(), parts.isEmpty()));
        }
        boolean goesOn = steps.getLast().size() == null;
        return String.join(", ", parts) + (goesOn ? " of the listed price" : ", as listed beyond");
    }

    private static String rate(Rate rate, @Nullable CreditType unit) {
        return switch (rate) {
            case FlatRate(BigDecimal price) -> price(price, unit) + " a unit";
            case TieredRate(List<Tier> tiers) -> {
                List<String> parts = new ArrayList<>();
                for (Tier tier : tiers) {
                    parts.add(price(tier.price(), unit) + units(tier.size(), parts.isEmpty()));
                }
                yield String.join(", ", parts);
            }
            case PercentageRate share -> share(share, unit);
        };
    }

    private static String share(PercentageRate share, @Nullable CreditType unit) {
        List<String> parts = new ArrayList<>();
        switch (share.of()) {
            case FlatRate(BigDecimal fraction) -> parts.add(percent(fraction) + " of what is spent");
            case TieredRate(List<Tier> tiers) -> {
                for (Tier tier : tiers) {
                    BigDecimal size = tier.size();
                    parts.add(percent(tier.price())
                            + (size == null
                                    ? " beyond"
                                    : (parts.isEmpty() ? " of the first " : " of the next ") + price(size, unit)));
                }
            }
            case PercentageRate nested -> throw new IllegalStateException("a share of a share: " + nested);
        }
        BigDecimal minimum = share.minimum();
        return String.join(", ", parts) + (minimum == null ? "" : ", at least " + price(minimum, unit));
    }

    private static String percent(BigDecimal fraction) {
        return Figures.quantity(fraction.movePointRight(2)) + "%";
    }

    private static String units(@Nullable BigDecimal size, boolean isFirst) {
        if (size == null) {
            return isFirst ? " for all units" : " beyond";
        }
        return (isFirst ? " for the first " : " for the next ") + Figures.quantity(size);
    }

    private static String price(BigDecimal price, @Nullable CreditType unit) {
        return unit == null ? price.toPlainString() : Money.text(new Amount(price, unit));
    }
}
