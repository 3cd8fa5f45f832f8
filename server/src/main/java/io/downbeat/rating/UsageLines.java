package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PriceEngine;
import io.downbeat.pricing.rates.PricedQuantity;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.pricing.rates.TieredRate;
import io.downbeat.pricing.rates.UsageTerm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the usage of one invoice costs, as lines. Pure. */
final class UsageLines {
    private static final GroupUsage NOTHING_USED =
            new GroupUsage(Map.of(), BigDecimal.ZERO, BigDecimal.ZERO, List.of());

    private UsageLines() {}

    /**
     * The charges of every term: one per group that its interval changed, and one without quantity where a term is not
     * grouped and nothing changed. Each charge is priced by itself, so that tiers count anew for every presentation
     * group value.
     */
    static List<Charge> charges(
            CustomerId customer,
            ServicePeriod period,
            CreditType currency,
            List<UsageTerm> terms,
            Map<UsageInterval, List<GroupUsage>> usage) {
        List<Charge> charges = new ArrayList<>();
        for (UsageTerm term : terms) {
            List<GroupUsage> groups = usage.getOrDefault(UsageInterval.of(customer, period, term), List.of()).stream()
                    .filter(group -> matches(term, group.group()))
                    .toList();
            groups.forEach(group -> charges.add(charge(currency, term, group)));
            if (groups.isEmpty()
                    && term.pricingGroupValues().isEmpty()
                    && term.presentationGroupKey().isEmpty()) {
                charges.add(charge(currency, term, NOTHING_USED));
            }
        }
        return charges;
    }

    private static boolean matches(UsageTerm term, Map<String, String> group) {
        return term.pricingGroupValues().entrySet().stream()
                .allMatch(value -> value.getValue().equals(group.get(value.getKey())));
    }

    private static Charge charge(CreditType currency, UsageTerm term, GroupUsage usage) {
        Map<String, String> presentation = new TreeMap<>(usage.group());
        presentation.keySet().retainAll(term.presentationGroupKey());
        List<PricedQuantity> parts = PriceEngine.priceInterval(term, usage.atStart(), usage.atEnd());
        if (parts.isEmpty()) {
            parts = List.of(nothing(term));
        }
        Map<Integer, List<QuantityPoint>> cumulative = cumulative(term, usage);
        List<RatedLine> lines = parts.stream()
                .map(part -> new RatedLine(
                        new ProductRef(term.product().id(), term.product().name()),
                        new Quantity(part.quantity(), new Amount(part.unitPrice(), currency)),
                        new Amount(part.exactTotal(), currency),
                        new InvoiceLine.Usage(
                                term.from(), term.until(), term.pricingGroupValues(), presentation, part.tier()),
                        cumulative.getOrDefault(level(part.tier()), List.of())))
                .toList();
        String groups = new TreeMap<>(term.pricingGroupValues()) + presentation.toString();
        return new Charge(false, term.from(), firstPrice(term), term.product().name(), groups, lines);
    }

    /** A product without usage still has a line, so that one sees that nothing was counted. */
    private static PricedQuantity nothing(UsageTerm term) {
        return new PricedQuantity(BigDecimal.ZERO, firstPrice(term), BigDecimal.ZERO, null);
    }

    private static BigDecimal firstPrice(UsageTerm term) {
        return switch (term.rate()) {
            case FlatRate flat -> flat.price();
            case TieredRate tiered -> tiered.tiers().getFirst().price();
        };
    }

    /** Each tier's quantity after each hour, by level; level 0 for a flat rate. Only the hours that changed it. */
    private static Map<Integer, List<QuantityPoint>> cumulative(UsageTerm term, GroupUsage usage) {
        Map<Integer, List<QuantityPoint>> cumulative = new TreeMap<>();
        for (QuantityPoint point : usage.cumulative()) {
            Map<Integer, BigDecimal> now = new TreeMap<>();
            PriceEngine.priceInterval(term, usage.atStart(), point.soFar())
                    .forEach(part -> now.put(level(part.tier()), part.quantity()));
            Stream.concat(now.keySet().stream(), cumulative.keySet().stream())
                    .distinct()
                    .toList()
                    .forEach(level -> {
                        BigDecimal soFar = now.getOrDefault(level, BigDecimal.ZERO);
                        List<QuantityPoint> points = cumulative.computeIfAbsent(level, none -> new ArrayList<>());
                        if (points.isEmpty() || points.getLast().soFar().compareTo(soFar) != 0) {
                            points.add(new QuantityPoint(point.hour(), soFar));
                        }
                    });
        }
        return cumulative;
    }

    private static int level(@Nullable TierRange tier) {
        return tier == null ? 0 : tier.level();
    }
}
