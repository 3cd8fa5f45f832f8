package io.downbeat.pricing.rates;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a metered quantity costs: conversion, then rounding of the quantity, then the rate. Pure and exact; no amount is
 * rounded here.
 *
 * <p>A term is priced once per service period and per presentation group value: that is where tiers count from zero. A
 * price that changes inside the period gives several terms, and each prices what was added in its own stretch.
 */
public final class PriceEngine {
    private PriceEngine() {}

    /** What a quantity costs, part by part in tier order; a quantity of zero has no part. */
    public static List<PricedQuantity> price(UsageTerm term, BigDecimal rawQuantity) {
        return priceBetween(term, BigDecimal.ZERO, rawQuantity);
    }

    /**
     * What a stretch of a period costs, in which the cumulative raw quantity went from one value to another: the
     * quantity of the stretch is the second in priced units less the first, and its tiers count from zero.
     *
     * <p>Both ends are converted and rounded as they stand, so that stretches of one conversion and rounding have
     * together the quantity of the whole. What goes down, as a metric of the latest value does, is taken back at the
     * stretch's own price.
     */
    public static List<PricedQuantity> priceInterval(UsageTerm term, BigDecimal rawAtStart, BigDecimal rawAtEnd) {
        return price(
                term.rate(), BigDecimal.ZERO, inPricedUnits(term, rawAtEnd).subtract(inPricedUnits(term, rawAtStart)));
    }

    /**
     * What the step from one cumulative raw quantity to the next costs.
     *
     * <p>Steps that follow each other cost together exactly what {@link #price} says of the last quantity, because both
     * ends are converted and rounded from the start of the count, never the step itself. A step down, as a metric of
     * the latest value makes it, has negative quantities and takes back what the units cost.
     */
    public static List<PricedQuantity> priceBetween(UsageTerm term, BigDecimal rawBefore, BigDecimal rawAfter) {
        return price(term.rate(), inPricedUnits(term, rawBefore), inPricedUnits(term, rawAfter));
    }

    /**
     * What the units from one place of a count to another cost, part by part in tier order.
     *
     * @param before in priced units, from where tiers count
     * @param after the same; below {@code before} where a quantity went down, whose parts are negative
     */
    public static List<PricedQuantity> price(Rate rate, BigDecimal before, BigDecimal after) {
        return switch (rate) {
            case FlatRate flat -> flat(flat, before, after.subtract(before));
            case TieredRate tiered -> tiered(tiered, before, after);
            case PercentageRate share -> price(share.of(), before, after);
        };
    }

    /** The quantity that is priced and shown: converted first, rounded second. */
    public static BigDecimal inPricedUnits(UsageTerm term, BigDecimal raw) {
        BigDecimal converted =
                term.conversion() == null ? raw : term.conversion().apply(raw);
        return term.rounding() == null ? converted : term.rounding().apply(converted);
    }

    private static List<PricedQuantity> flat(FlatRate rate, BigDecimal before, BigDecimal quantity) {
        return quantity.signum() == 0 ? List.of() : List.of(PricedQuantity.of(quantity, rate.price(), before, null));
    }

    private static List<PricedQuantity> tiered(TieredRate rate, BigDecimal before, BigDecimal after) {
        List<PricedQuantity> parts = new ArrayList<>();
        BigDecimal start = BigDecimal.ZERO;
        for (int i = 0; i < rate.tiers().size(); i++) {
            Tier tier = rate.tiers().get(i);
            TierRange range = new TierRange(i + 1, start, tier.size());
            BigDecimal inTier = upTo(range, before);
            BigDecimal quantity = upTo(range, after).subtract(inTier);
            if (quantity.signum() != 0) {
                parts.add(PricedQuantity.of(quantity, tier.price(), inTier, range));
            }
            start = tier.size() == null ? start : start.add(tier.size());
        }
        return parts;
    }

    /** How much of a cumulative quantity lies in a tier. What is below zero belongs to the first, so that it prices too. */
    private static BigDecimal upTo(TierRange range, BigDecimal cumulative) {
        @Nullable BigDecimal end = range.endingAt();
        BigDecimal capped = end == null ? cumulative : cumulative.min(end);
        BigDecimal inside = capped.subtract(range.startingAt());
        return range.level() == 1 ? inside : inside.max(BigDecimal.ZERO);
    }
}
