package io.downbeat.rating.prices;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.ListedRate;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.usage.UsageFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What usage costs by a contract: its rate card's prices and what the contract agreed on beside them. Pure. */
public final class ContractPrices {

    private ContractPrices() {}

    /** What the contract makes of rates that are in force at the moment. */
    public static Function<ListedRate, AgreedRate> agreedAt(ContractTerms terms, Instant at) {
        OverriddenRates rates = new OverriddenRates(
                terms.get(RateOverride.KIND), terms.contract().multiplierPrioritization());
        return listed -> rates.agreed(listed, at);
    }

    /**
     * Every price in force at some moment of the period, by product, group values and start, parted where the contract's
     * usage filter changes.
     *
     * @param byTags whether an interval ends also where a product's tags change, as balances that name tags want it
     */
    public static List<PricedInterval> intervals(
            PriceBook book, ContractTerms terms, ServicePeriod period, boolean byTags) {
        return cut(priced(book, terms, period, byTags || book.composesByTags()), terms.get(ContractTerms.USAGE_FILTER));
    }

    /** A change of the usage filter parts lines of usage. It changes no price, so tiers go on. */
    private static List<PricedInterval> cut(List<PricedInterval> intervals, Timeline<UsageFilter> filters) {
        List<Instant> changes = filters.segments().stream()
                .filter(segment -> !filters.before(segment.from())
                        .map(Timeline.Segment::value)
                        .equals(Optional.of(segment.value())))
                .map(Timeline.Segment::from)
                .toList();
        return changes.isEmpty()
                ? intervals
                : intervals.stream()
                        .flatMap(interval ->
                                interval.term().isMetered() ? interval.cutAt(changes).stream() : Stream.of(interval))
                        .toList();
    }

    private static List<PricedInterval> priced(
            PriceBook book, ContractTerms terms, ServicePeriod period, boolean byTags) {
        List<RateOverride> overrides = terms.get(RateOverride.KIND).stream()
                .filter(override -> overlaps(override, period))
                .toList();
        if (overrides.isEmpty()) {
            return countedOn(byTags ? book.usageTermsOfTags(period) : book.usageTerms(period));
        }
        OverriddenRates rates = new OverriddenRates(overrides, terms.contract().multiplierPrioritization());
        List<PriceBook.ListedTerm> listed = book.listedTerms(period);
        List<PricedInterval> intervals = new ArrayList<>();
        int from = 0;
        while (from < listed.size()) {
            int until = from + 1;
            while (until < listed.size()
                    && areOfOneUse(listed.get(from).term(), listed.get(until).term())) {
                until++;
            }
            intervals.addAll(rates.intervals(listed.subList(from, until), byTags));
            from = until;
        }
        return intervals;
    }

    private static boolean areOfOneUse(UsageTerm one, UsageTerm other) {
        return one.product().id().equals(other.product().id())
                && one.pricingGroupValues().equals(other.pricingGroupValues());
    }

    /** Other tags or another commit rate are no other price: the tiers of what was parted by them alone go on. */
    private static List<PricedInterval> countedOn(List<UsageTerm> terms) {
        List<PricedInterval> intervals = new ArrayList<>();
        for (UsageTerm term : terms) {
            PricedInterval interval = new PricedInterval(term, term.from());
            intervals.add(intervals.isEmpty() ? interval : interval.countedOnFrom(intervals.getLast()));
        }
        return intervals;
    }

    private static boolean overlaps(RateOverride override, ServicePeriod period) {
        return override.startingAt().isBefore(period.end())
                && Optional.ofNullable(override.endingBefore())
                        .map(end -> end.isAfter(period.start()))
                        .orElse(true);
    }
}
