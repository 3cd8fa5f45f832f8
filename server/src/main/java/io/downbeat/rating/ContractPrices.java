package io.downbeat.rating;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.ListedRate;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.UsageTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What usage costs by a contract: its rate card's prices and what the contract agreed on beside them. Pure. */
public final class ContractPrices {

    /** Whose price one is: of two with the same, one begins where the other ends or later. */
    private record Subject(ProductId product, Map<String, String> pricingGroupValues) {
        static Subject of(UsageTerm term) {
            return new Subject(term.product().id(), term.pricingGroupValues());
        }
    }

    private ContractPrices() {}

    /** What the contract makes of rates that are in force at the moment. */
    public static Function<ListedRate, AgreedRate> agreedAt(ContractTerms terms, Instant at) {
        OverriddenRates rates = new OverriddenRates(
                terms.get(RateOverride.KIND), terms.contract().multiplierPrioritization());
        return listed -> rates.agreed(listed, at);
    }

    /**
     * Every price in force at some moment of the period, by product, group values and start.
     *
     * @param byTags whether an interval ends also where a product's tags change, as balances that name tags want it
     */
    public static List<PricedInterval> intervals(
            PriceBook book, ContractTerms terms, ServicePeriod period, boolean byTags) {
        List<RateOverride> overrides = terms.get(RateOverride.KIND).stream()
                .filter(override -> overlaps(override, period))
                .toList();
        if (overrides.isEmpty()) {
            return countedOn(byTags ? book.usageTermsOfTags(period) : book.usageTerms(period));
        }
        OverriddenRates rates = new OverriddenRates(overrides, terms.contract().multiplierPrioritization());
        Map<Subject, List<PriceBook.ListedTerm>> bySubject = new LinkedHashMap<>();
        book.listedTerms(period)
                .forEach(listed -> bySubject
                        .computeIfAbsent(Subject.of(listed.term()), _ -> new ArrayList<>())
                        .add(listed));
        return bySubject.values().stream()
                .flatMap(listed -> rates.intervals(listed, byTags).stream())
                .toList();
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
