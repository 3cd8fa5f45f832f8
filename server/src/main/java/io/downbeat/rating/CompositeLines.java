package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.prices.PricedInterval;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Composite products as shares of what the lines before them come to, at the prices charged and before what pays them is
 * taken off (pricing.md 13). Lives for one invoice.
 */
final class CompositeLines {
    /** A line that may count, and the stretch that it is of. */
    private record Spent(UsageTerm term, RatedLine line) {}

    /** By product, each in the order of time. */
    private final Map<ProductId, List<CutInterval>> composites = new LinkedHashMap<>();

    private final Map<CreditType, BigDecimal> conversions;
    private final List<Spent> spent = new ArrayList<>();

    /** @param conversions what is paid for one of each custom unit */
    CompositeLines(List<CutInterval> intervals, Map<CreditType, BigDecimal> conversions) {
        this.conversions = conversions;
        intervals.stream()
                .filter(interval -> !interval.whole().term().isMetered())
                .forEach(interval -> composites
                        .computeIfAbsent(interval.whole().term().product().id(), _ -> new ArrayList<>())
                        .add(interval));
    }

    /** The lines of a charge, which count wherever a composite product includes its product. */
    void add(UsageTerm term, Charge charge) {
        charge.lines().stream()
                .filter(line -> !(line.source() instanceof InvoiceLine.Applied))
                .forEach(line -> spent.add(new Spent(term, line)));
    }

    /**
     * The charges of all composite products: one that includes others comes after them.
     *
     * @param pay makes the lines of a charge, in the order in which charges are asked for
     */
    List<Charge> charges(Function<UsageCharge, Charge> pay) {
        TreeMap<Integer, List<ProductId>> byDepth = new TreeMap<>();
        composites
                .keySet()
                .forEach(product -> byDepth.computeIfAbsent(depth(product, new HashSet<>()), _ -> new ArrayList<>())
                        .add(product));
        List<Charge> charges = new ArrayList<>();
        for (List<ProductId> products : byDepth.values()) {
            Map<ProductId, BigDecimal> totals = new HashMap<>();
            products.stream()
                    .flatMap(product -> charges(product).stream())
                    .sorted(Comparator.comparing(UsageCharge::place))
                    .forEach(charge -> totals.merge(
                            charge.interval().term().product().id(), pay(charge, pay, charges), BigDecimal::add));
            products.stream()
                    .flatMap(product -> minimum(product, totals.getOrDefault(product, BigDecimal.ZERO)).stream())
                    .sorted(Comparator.comparing(UsageCharge::place))
                    .forEach(charge -> pay(charge, pay, charges));
        }
        return charges;
    }

    /** @return what it comes to */
    private BigDecimal pay(UsageCharge charge, Function<UsageCharge, Charge> pay, List<Charge> charges) {
        Charge paid = pay.apply(charge);
        charges.add(paid);
        add(charge.interval().term(), paid);
        return paid.lines().stream()
                .filter(line -> !(line.source() instanceof InvoiceLine.Applied))
                .map(line -> line.total().value())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * How many composite products deep it includes others. Those in a circle, which is refused where products are made, end
     * it here, so that no invoice waits for itself.
     */
    private int depth(ProductId product, Set<ProductId> passed) {
        if (!passed.add(product)) {
            return 0;
        }
        int depth = 0;
        for (CutInterval interval : Objects.requireNonNull(composites.get(product))) {
            for (Map.Entry<ProductId, List<CutInterval>> other : composites.entrySet()) {
                if (!other.getKey().equals(product)
                        && other.getValue().stream()
                                .anyMatch(inner -> includes(
                                        interval.whole().term(), inner.whole().term()))) {
                    depth = Math.max(depth, 1 + depth(other.getKey(), passed));
                }
            }
        }
        passed.remove(product);
        return depth;
    }

    private static boolean includes(UsageTerm composite, UsageTerm component) {
        return Objects.requireNonNull(composite.composition())
                .includes(component.product().id(), component.product().tags(), !component.isMetered());
    }

    private List<UsageCharge> charges(ProductId product) {
        List<UsageCharge> charges = new ArrayList<>();
        Map<Instant, BigDecimal> counted = new HashMap<>();
        for (CutInterval interval : Objects.requireNonNull(composites.get(product))) {
            int before = charges.size();
            for (PricedInterval part : interval.parts()) {
                List<RatedLine> lines = lines(part.term());
                BigDecimal spend = Spend.of(lines, this::factor);
                if (spend.signum() != 0) {
                    BigDecimal start = counted.getOrDefault(part.countedFrom(), BigDecimal.ZERO);
                    counted.put(part.countedFrom(), start.add(spend));
                    charges.add(charge(part, start, spend, lines));
                }
            }
            if (charges.size() == before) {
                charges.add(charge(interval.whole(), BigDecimal.ZERO, BigDecimal.ZERO, List.of()));
            }
        }
        return charges;
    }

    private UsageCharge charge(PricedInterval part, BigDecimal start, BigDecimal spend, List<RatedLine> lines) {
        return new UsageCharge(
                part,
                Map.of(),
                start,
                start.add(spend),
                Spend.cumulative(lines, this::factor).stream()
                        .map(point -> new QuantityPoint(point.hour(), start.add(point.soFar())))
                        .toList());
    }

    private List<RatedLine> lines(UsageTerm stretch) {
        return spent.stream()
                .filter(of -> !of.term.from().isBefore(stretch.from())
                        && !of.term.until().isAfter(stretch.until())
                        && includes(stretch, of.term))
                .map(Spent::line)
                .toList();
    }

    private BigDecimal factor(RatedLine line) {
        CreditType unit = line.total().unit();
        return unit.isCurrency()
                ? BigDecimal.ONE
                : Objects.requireNonNull(conversions.get(unit), () -> "nothing says what is paid for " + unit);
    }

    /** What the product's lines are below the minimum of its last stretch; the whole minimum where nothing was used. */
    private Optional<UsageCharge> minimum(ProductId product, BigDecimal total) {
        PricedInterval last = Objects.requireNonNull(composites.get(product))
                .getLast()
                .parts()
                .getLast();
        @Nullable BigDecimal minimum = last.term().rate() instanceof PercentageRate share ? share.minimum() : null;
        if (minimum == null) {
            return Optional.empty();
        }
        BigDecimal missing =
                new Amount(minimum, last.term().unit()).rounded().value().subtract(total);
        return missing.signum() <= 0 ? Optional.empty() : Optional.of(UsageCharge.minimum(last, missing));
    }
}
