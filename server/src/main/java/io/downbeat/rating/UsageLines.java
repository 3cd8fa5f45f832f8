package io.downbeat.rating;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.PriceEngine;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.prices.PricedInterval;
import io.downbeat.usage.UsageFilter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was used at which price, as charges that nothing has paid for. Pure. */
final class UsageLines {

    /** What a count of tiers belongs to: it goes on from one interval to the next of the same price. */
    private record Count(ProductId product, Map<String, String> pricingGroupValues, Instant from) {
        static Count of(PricedInterval interval) {
            return new Count(
                    interval.term().product().id(), interval.term().pricingGroupValues(), interval.countedFrom());
        }
    }

    /** What one group used in an interval; raw quantities from the period's start. */
    private record Stretch(PricedInterval interval, BigDecimal atStart, BigDecimal atEnd, List<QuantityPoint> hours) {}

    private final CustomerId customer;
    private final ServicePeriod period;
    private final Map<UsageInterval, List<GroupUsage>> usage;
    private final BalanceCuts cuts;
    private final Timeline<UsageFilter> filters;
    private final CompositeCuts compositeCuts;
    private final Map<Count, Map<Map<String, String>, BigDecimal>> starts = new HashMap<>();

    UsageLines(
            CustomerId customer,
            ServicePeriod period,
            Map<UsageInterval, List<GroupUsage>> usage,
            BalanceCuts cuts,
            CompositeCuts compositeCuts,
            Timeline<UsageFilter> filters) {
        this.customer = customer;
        this.period = period;
        this.usage = usage;
        this.cuts = cuts;
        this.filters = filters;
        this.compositeCuts = compositeCuts;
    }

    /**
     * The charges of every interval: one per group that it changed, and one without quantity where a price is not
     * grouped and nothing changed. Each charge is priced by itself, so that tiers count anew for every presentation
     * group value.
     *
     * @param intervals those of one product and group values in the order of time
     */
    List<UsageCharge> charges(List<CutInterval> intervals) {
        List<UsageCharge> charges = new ArrayList<>();
        for (CutInterval interval : intervals) {
            Map<Map<String, String>, List<Stretch>> groups = stretches(interval);
            groups.forEach((group, stretches) -> stretches.forEach(stretch -> charges.add(charge(group, stretch))));
            UsageTerm term = interval.whole().term();
            if (groups.isEmpty()
                    && term.pricingGroupValues().isEmpty()
                    && term.presentationGroupKey().isEmpty()) {
                charges.add(
                        charge(Map.of(), new Stretch(interval.whole(), BigDecimal.ZERO, BigDecimal.ZERO, List.of())));
            }
        }
        return charges;
    }

    private Map<Map<String, String>, List<Stretch>> stretches(CutInterval interval) {
        Map<Map<String, String>, Map<Integer, GroupUsage>> byGroup = new LinkedHashMap<>();
        for (int i = 0; i < interval.parts().size(); i++) {
            PricedInterval part = interval.parts().get(i);
            for (GroupUsage used :
                    usage.getOrDefault(UsageInterval.of(customer, period, part.term(), filters), List.of())) {
                if (part.includes(used.group()) && matches(part.term(), used.group())) {
                    starts.computeIfAbsent(Count.of(part), none -> new HashMap<>())
                            .putIfAbsent(used.group(), used.atStart());
                    byGroup.computeIfAbsent(used.group(), none -> new HashMap<>())
                            .put(i, used);
                }
            }
        }
        Map<Map<String, String>, List<Stretch>> groups = new LinkedHashMap<>();
        byGroup.forEach((group, used) -> {
            List<Stretch> stretches = stretches(interval, group, used);
            if (!stretches.isEmpty()) {
                groups.put(group, stretches);
            }
        });
        return groups;
    }

    /**
     * The stretches of one group, which end only where a balance of this very group or a composite product cuts. They reach
     * over parts in which the group used nothing, so that what cuts other groups changes neither its dates nor its place.
     *
     * @param used what the group used in those parts that it used anything in, by their places
     */
    private List<Stretch> stretches(CutInterval interval, Map<String, String> group, Map<Integer, GroupUsage> used) {
        List<Stretch> stretches = new ArrayList<>();
        int last = interval.parts().size() - 1;
        Instant from = interval.whole().term().from();
        List<GroupUsage> inside = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            Optional.ofNullable(used.get(i)).ifPresent(inside::add);
            UsageTerm part = interval.parts().get(i).term();
            if (i == last || isCut(part, group)) {
                PricedInterval reached =
                        last == 0 ? interval.whole() : interval.whole().between(from, part.until());
                stretch(reached, inside).ifPresent(stretches::add);
                from = part.until();
                inside.clear();
            }
        }
        return stretches;
    }

    /** Nothing where nothing changed in the end. */
    private static Optional<Stretch> stretch(PricedInterval interval, List<GroupUsage> used) {
        if (used.isEmpty() || used.getFirst().atStart().compareTo(used.getLast().atEnd()) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Stretch(
                interval,
                used.getFirst().atStart(),
                used.getLast().atEnd(),
                used.stream().flatMap(each -> each.cumulative().stream()).toList()));
    }

    private boolean isCut(UsageTerm term, Map<String, String> group) {
        return cuts.isCut(term.unit(), BalanceCuts.use(term, presentation(term, group)), term.until())
                || compositeCuts.isCut(term, term.until());
    }

    private static boolean matches(UsageTerm term, Map<String, String> group) {
        return term.pricingGroupValues().entrySet().stream()
                .allMatch(value -> value.getValue().equals(group.get(value.getKey())));
    }

    private UsageCharge charge(Map<String, String> group, Stretch stretch) {
        UsageTerm term = stretch.interval.term();
        BigDecimal start = PriceEngine.inPricedUnits(
                term, starts.getOrDefault(Count.of(stretch.interval), Map.of()).getOrDefault(group, stretch.atStart));
        return new UsageCharge(
                stretch.interval,
                presentation(term, group),
                PriceEngine.inPricedUnits(term, stretch.atStart).subtract(start),
                PriceEngine.inPricedUnits(term, stretch.atEnd).subtract(start),
                stretch.hours.stream()
                        .map(point -> new QuantityPoint(
                                point.hour(),
                                PriceEngine.inPricedUnits(term, point.soFar()).subtract(start)))
                        .toList());
    }

    private static Map<String, String> presentation(UsageTerm term, Map<String, String> group) {
        Map<String, String> presentation = new TreeMap<>(group);
        presentation.keySet().retainAll(term.presentationGroupKey());
        return presentation;
    }
}
