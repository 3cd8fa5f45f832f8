package io.downbeat.pricing.rates;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.Composition;
import io.downbeat.pricing.products.QuantityConversion;
import io.downbeat.pricing.products.QuantityRounding;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of one product's price inside a service period, half open. A rate that changes inside the period gives
 * two terms, each pricing only the usage of its own stretch.
 *
 * @param from inclusive, on the hour or the period's own start
 * @param until exclusive, on the hour or the period's own end
 * @param unit what both rates are in
 * @param rate the list rate
 * @param commitRate what a unit costs while a commit of rate type COMMIT_RATE pays; {@code null} if the list rate does
 * @param pricingGroupKey the properties of {@code pricingGroupValues}, in the product's order
 * @param presentationGroupKey the properties whose values split the usage further; each value is priced by itself
 * @param pricingGroupValues which usage this term prices; empty for all of it
 * @param billableMetricId what is metered; {@code null} for a composite product
 * @param composition what a composite product is a share of; {@code null} for what is metered
 * @param conversion from metered to priced units, before {@code rounding}
 */
public record UsageTerm(
        BilledProduct product,
        @Nullable BillableMetricId billableMetricId,
        @Nullable Composition composition,
        Instant from,
        Instant until,
        CreditType unit,
        Rate rate,
        @Nullable Rate commitRate,
        List<String> pricingGroupKey,
        List<String> presentationGroupKey,
        Map<String, String> pricingGroupValues,
        @Nullable QuantityConversion conversion,
        @Nullable QuantityRounding rounding) {
    public UsageTerm {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("a term needs from before until: " + from + " to " + until);
        }
        if ((billableMetricId == null) == (composition == null)) {
            throw new IllegalArgumentException("a product is metered or a share of others: " + product);
        }
        pricingGroupKey = List.copyOf(pricingGroupKey);
        presentationGroupKey = List.copyOf(presentationGroupKey);
        pricingGroupValues = Map.copyOf(pricingGroupValues);
    }

    /** Whether its quantity is metered usage; else it is spend on other products. */
    public boolean isMetered() {
        return composition == null;
    }

    /**
     * This term and the next as one, if the next begins where this one ends and differs in the product's name, or its
     * tags, alone. Both are the later ones.
     */
    public Optional<UsageTerm> joinedWith(UsageTerm next) {
        // A term of another product or other group values may well end before this one begins.
        if (!until.equals(next.from) || !product.id().equals(next.product.id())) {
            return Optional.empty();
        }
        UsageTerm joined = of(next.product, from, next.until);
        return joined.equals(next.of(next.product, from, next.until)) ? Optional.of(joined) : Optional.empty();
    }

    /**
     * Whether units are counted on from the term before: it ends where this one begins, and its units cost the same and are
     * the same. What may differ is the product's name and tags, and what a unit costs while a commit pays.
     */
    public boolean countsOnFrom(UsageTerm before) {
        return before.until.equals(from)
                && product.id().equals(before.product.id())
                && of(product, from, until, null).equals(before.of(product, from, until, null));
    }

    /** The same usage at another list rate. */
    public UsageTerm at(Rate changed) {
        return at(changed, unit);
    }

    /** @param in what the rate is in; a commit rate in another unit is none of it */
    public UsageTerm at(Rate changed, CreditType in) {
        return new UsageTerm(
                product,
                billableMetricId,
                composition,
                from,
                until,
                in,
                changed,
                in.equals(unit) ? commitRate : null,
                pricingGroupKey,
                presentationGroupKey,
                pricingGroupValues,
                conversion,
                rounding);
    }

    /** The same usage counted by something else, in the units that are priced: neither converted nor rounded. */
    public UsageTerm countedBy(BillableMetricId other) {
        return new UsageTerm(
                product,
                other,
                composition,
                from,
                until,
                unit,
                rate,
                commitRate,
                pricingGroupKey,
                presentationGroupKey,
                pricingGroupValues,
                null,
                null);
    }

    /** The same usage split further by these properties; those by whose values it is priced split it already. */
    public UsageTerm presentedBy(Collection<String> properties) {
        Set<String> keys = new LinkedHashSet<>(presentationGroupKey);
        keys.addAll(properties);
        keys.removeAll(pricingGroupValues.keySet());
        return new UsageTerm(
                product,
                billableMetricId,
                composition,
                from,
                until,
                unit,
                rate,
                commitRate,
                pricingGroupKey,
                List.copyOf(keys),
                pricingGroupValues,
                conversion,
                rounding);
    }

    /** The same stretch of another product's name, at another list rate and no commit rate. */
    public UsageTerm named(String name, Rate changed) {
        return of(new BilledProduct(product.id(), name, product.tags()), from, until, null)
                .at(changed);
    }

    /** The part of this term that lies in the interval. */
    public UsageTerm between(Instant start, Instant end) {
        return of(product, start, end);
    }

    private UsageTerm of(BilledProduct named, Instant start, Instant end) {
        return of(named, start, end, commitRate);
    }

    private UsageTerm of(BilledProduct named, Instant start, Instant end, @Nullable Rate commit) {
        return new UsageTerm(
                named,
                billableMetricId,
                composition,
                start,
                end,
                unit,
                rate,
                commit,
                pricingGroupKey,
                presentationGroupKey,
                pricingGroupValues,
                conversion,
                rounding);
    }
}
