package io.downbeat.rating.prices;

import io.downbeat.balances.Balance;
import io.downbeat.balances.RateType;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Usage of one product and its group values in an interval of one price: a term of the rate card with what the contract
 * makes of it.
 *
 * @param term its rate is what a unit costs while no balance pays
 * @param countedFrom from where on tiers count: the term's start, or earlier where an interval before this one has the
 *     same price and was parted for another reason
 * @param commitPrices what commit-specific overrides make of it, the one that holds before others first
 * @param groups which of the groups that usage is presented by cost this
 */
public record PricedInterval(
        UsageTerm term, Instant countedFrom, List<CommitPrice> commitPrices, PresentationGroups groups) {
    public PricedInterval {
        if (countedFrom.isAfter(term.from())) {
            throw new IllegalArgumentException(
                    "tiers count from the interval's start or earlier: " + countedFrom + " after " + term.from());
        }
        commitPrices = List.copyOf(commitPrices);
    }

    /** At the rate card's own price. */
    public PricedInterval(UsageTerm term, Instant countedFrom) {
        this(term, countedFrom, List.of(), PresentationGroups.ALL);
    }

    /** What a unit costs while the balance pays; its tiers count from {@link #countedFrom} as well. */
    public Rate rateUnder(Balance balance) {
        Rate commitRate = balance.terms().rateType() == RateType.COMMIT_RATE ? term.commitRate() : null;
        RateType paid = commitRate == null ? RateType.LIST_RATE : RateType.COMMIT_RATE;
        return commitPrices.stream()
                .filter(price -> price.instead() == paid && price.includes(balance))
                .findFirst()
                .map(CommitPrice::rate)
                .orElse(commitRate == null ? term.rate() : commitRate);
    }

    /** The same price for usage that something else counts, in the units that are priced. */
    public PricedInterval countedBy(BillableMetricId other) {
        return new PricedInterval(term.countedBy(other), countedFrom, commitPrices, groups);
    }

    /** The same price for usage that is split further, as if these properties stood in the presentation group key. */
    public PricedInterval presentedBy(Collection<String> properties) {
        return new PricedInterval(term.presentedBy(properties), countedFrom, commitPrices, groups);
    }

    /** Whether usage of the group costs this, which the term's product and pricing group values must fit besides. */
    public boolean includes(Map<String, String> group) {
        return groups.includes(group);
    }

    /** The part in {@code [from, until)}; tiers go on. */
    public PricedInterval between(Instant from, Instant until) {
        return new PricedInterval(term.between(from, until), countedFrom, commitPrices, groups);
    }

    /** This interval in parts at those of the moments that lie inside, which come in order; tiers go on. */
    public List<PricedInterval> cutAt(Collection<Instant> moments) {
        List<PricedInterval> parts = new ArrayList<>();
        Instant from = term.from();
        for (Instant moment : moments) {
            if (moment.isAfter(from) && moment.isBefore(term.until())) {
                parts.add(between(from, moment));
                from = moment;
            }
        }
        parts.add(between(from, term.until()));
        return parts;
    }

    /**
     * This interval and the next as one, if the next begins where this one ends and nothing differs that anybody pays.
     *
     * @param byTags whether other tags of the product part them
     */
    Optional<PricedInterval> joinedWith(PricedInterval next, boolean byTags) {
        boolean isSame = commitPrices.equals(next.commitPrices)
                && groups.equals(next.groups)
                && !(byTags && !term.product().tags().equals(next.term.product().tags()));
        return isSame
                ? term.joinedWith(next.term)
                        .map(joined -> new PricedInterval(joined, countedFrom, commitPrices, groups))
                : Optional.empty();
    }

    /** The same with its tiers going on from the interval before, if that touches it and a unit costs the same there. */
    PricedInterval countedOnFrom(PricedInterval before) {
        return groups.equals(before.groups) && term.countsOnFrom(before.term)
                ? new PricedInterval(term, before.countedFrom, commitPrices, groups)
                : this;
    }
}
