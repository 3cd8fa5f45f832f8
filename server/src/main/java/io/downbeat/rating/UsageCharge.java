package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BilledUse;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.PriceEngine;
import io.downbeat.pricing.rates.PricedQuantity;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.pricing.rates.TieredRate;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.prices.PricedInterval;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one group used in an interval of one price, and where in the count of tiers that lies. Nothing has paid for it yet.
 *
 * @param presentation the presentation group values of the group
 * @param before in priced units, from where the interval's tiers count
 * @param after the same at the interval's end; below {@code before} where a quantity went down
 * @param counted the count after each hour that changed it; empty if that was not asked
 */
record UsageCharge(
        PricedInterval interval,
        Map<String, String> presentation,
        BigDecimal before,
        BigDecimal after,
        List<QuantityPoint> counted)
        implements Payable {
    UsageCharge {
        presentation = Map.copyOf(presentation);
        counted = List.copyOf(counted);
    }

    /**
     * What a composite product is short of its minimum, as one unit of it.
     *
     * @param last the product's last stretch of the period
     */
    static UsageCharge minimum(PricedInterval last, BigDecimal missing) {
        UsageTerm term = last.term();
        return new UsageCharge(
                new PricedInterval(
                        term.named(term.product().name() + " minimum", new FlatRate(missing)), last.countedFrom()),
                Map.of(),
                BigDecimal.ZERO,
                BigDecimal.ONE,
                List.of());
    }

    /** A composite product has a percentage; only what it is short of has a price. */
    private boolean isMinimum() {
        return !interval.term().isMetered() && interval.term().rate() instanceof FlatRate;
    }

    @Override
    public Charge.Place place() {
        return new Charge.Place(
                interval.term().isMetered() ? Charge.Kind.USAGE : Charge.Kind.COMPOSITE,
                interval.term().from(),
                // A minimum stands behind what it tops up.
                isMinimum() ? BigDecimal.ZERO : firstPrice(),
                interval.term().product().name(),
                // The product's id stands before the groups, so that two products of one name keep their order.
                interval.term().product().id() + " "
                        + new TreeMap<>(interval.term().pricingGroupValues()) + new TreeMap<>(presentation));
    }

    @Override
    public BilledUse use() {
        return BalanceCuts.use(interval.term(), presentation);
    }

    /** Whether there is something that a balance could pay; what goes down draws nothing and gives nothing back. */
    @Override
    public boolean addsUnits() {
        return after.compareTo(before) > 0;
    }

    /** What its units cost while nothing pays, in tier order. */
    @Override
    public List<PricedQuantity> atListPrice() {
        return PriceEngine.price(interval.term().rate(), before, after);
    }

    /** Its lines while nothing pays. A product without usage still has one, so that one sees that nothing was counted. */
    @Override
    public List<RatedLine> unpaid() {
        List<PricedQuantity> parts = atListPrice();
        if (parts.isEmpty()) {
            parts = List.of(new PricedQuantity(BigDecimal.ZERO, firstPrice(), BigDecimal.ZERO, BigDecimal.ZERO, null));
        }
        Map<Integer, List<QuantityPoint>> cumulative = cumulative();
        return parts.stream()
                .map(part -> line(
                        new Quantity(part.quantity(), amount(part.unitPrice())),
                        total(part),
                        known(part),
                        source(part.tier(), null),
                        cumulative.getOrDefault(level(part.tier()), List.of())))
                .toList();
    }

    /**
     * What a part of a tier costs: the tier's running total at its end less the one at its start, each rounded, so that
     * cutting a stretch never changes what it comes to.
     */
    @Override
    public Amount total(PricedQuantity part) {
        return amount(part.exactBefore().add(part.exactTotal()))
                .rounded()
                .minus(amount(part.exactBefore()).rounded());
    }

    @Override
    public ProductRef product() {
        return new ProductRef(
                interval.term().product().id(), interval.term().product().name());
    }

    /** A segment pays all of a stretch or nothing of it. */
    @Override
    public boolean isIn(AccessSegment segment) {
        return segment.covers(interval.term().from(), interval.term().until());
    }

    @Override
    public Rate listRate() {
        return interval.term().rate();
    }

    @Override
    public Rate rateUnder(Balance balance) {
        return interval.rateUnder(balance);
    }

    /**
     * What of a part is known to a fraction of a cent. Of what has a minimum it is whole cents, as the minimum is: else
     * what is certain would fall by a fraction once the minimum is reached.
     */
    @Override
    public Amount known(PricedQuantity part) {
        return interval.term().rate() instanceof PercentageRate share && share.minimum() != null
                ? total(part)
                : amount(part.exactTotal());
    }

    @Override
    public InvoiceLine.Source source(@Nullable TierRange tier, InvoiceLine.@Nullable PaidBy paidBy) {
        if (!interval.term().isMetered()) {
            return new InvoiceLine.Composite(
                    interval.term().from(), interval.term().until(), tier, isMinimum(), paidBy);
        }
        return new InvoiceLine.Usage(
                interval.term().from(),
                interval.term().until(),
                interval.term().pricingGroupValues(),
                presentation,
                tier,
                paidBy);
    }

    @Override
    public InvoiceLine.Applied applied(InvoiceLine.PaidBy paidBy) {
        return new InvoiceLine.Applied(
                interval.term().from(),
                interval.term().until(),
                interval.term().pricingGroupValues(),
                presentation,
                interval.term().isMetered() ? InvoiceLine.Usage.PRODUCT_TYPE : InvoiceLine.Composite.PRODUCT_TYPE,
                paidBy);
    }

    /** What it is priced in. */
    @Override
    public CreditType unit() {
        return interval.term().unit();
    }

    /** How much of the units from one place of the count to another was used after each hour that changed it. */
    @Override
    public List<QuantityPoint> cumulative(BigDecimal from, BigDecimal until) {
        List<QuantityPoint> points = new ArrayList<>();
        for (QuantityPoint point : counted) {
            append(points, point, point.soFar().max(from).min(until).subtract(from));
        }
        return points;
    }

    private BigDecimal firstPrice() {
        return firstPrice(interval.term().rate());
    }

    private static BigDecimal firstPrice(Rate rate) {
        return switch (rate) {
            case FlatRate flat -> flat.price();
            case TieredRate tiered -> tiered.tiers().getFirst().price();
            case PercentageRate share -> firstPrice(share.of());
        };
    }

    /** Each tier's quantity after each hour, by level; level 0 for a flat rate. Only the hours that changed it. */
    private Map<Integer, List<QuantityPoint>> cumulative() {
        Map<Integer, List<QuantityPoint>> cumulative = new TreeMap<>();
        for (QuantityPoint point : counted) {
            Map<Integer, BigDecimal> now = new TreeMap<>();
            PriceEngine.price(interval.term().rate(), before, point.soFar())
                    .forEach(part -> now.put(level(part.tier()), part.quantity()));
            Stream.concat(now.keySet().stream(), cumulative.keySet().stream())
                    .distinct()
                    .toList()
                    .forEach(level -> append(
                            cumulative.computeIfAbsent(level, none -> new ArrayList<>()),
                            point,
                            now.getOrDefault(level, BigDecimal.ZERO)));
        }
        return cumulative;
    }

    private static void append(List<QuantityPoint> points, QuantityPoint point, BigDecimal soFar) {
        if (points.isEmpty() || points.getLast().soFar().compareTo(soFar) != 0) {
            points.add(new QuantityPoint(point.hour(), soFar));
        }
    }

    private static int level(@Nullable TierRange tier) {
        return tier == null ? 0 : tier.level();
    }
}
