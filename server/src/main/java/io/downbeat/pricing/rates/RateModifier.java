package io.downbeat.pricing.rates;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a contract makes of a rate of its card. Exact: no price is rounded here. */
public sealed interface RateModifier {

    /**
     * Another rate takes its place.
     *
     * @param unit what that is in; {@code null} for what the rate is in whose place it takes
     */
    record Overwrite(Rate rate, @Nullable CreditType unit) implements RateModifier {
        @Override
        public Rate apply(Rate listed) {
            return rate;
        }
    }

    /** Every price is multiplied, by 0.8 for a fifth off; a factor may exceed 1. A minimum stays as it is. */
    record Multiplier(BigDecimal factor) implements RateModifier {
        public Multiplier {
            requireNotNegative(factor);
            factor = factor.stripTrailingZeros();
        }

        @Override
        public Rate apply(Rate listed) {
            return switch (listed) {
                case FlatRate flat -> new FlatRate(flat.price().multiply(factor));
                case TieredRate tiered ->
                    new TieredRate(tiered.tiers().stream()
                            .map(tier -> new Tier(tier.size(), tier.price().multiply(factor)))
                            .toList());
                case PercentageRate share -> new PercentageRate(apply(share.of()), share.minimum());
            };
        }
    }

    /**
     * The prices of the units of each step are multiplied by its factor; beyond the last step, if that ends, they are as
     * they were. Steps count units as tiers do, so that of a tiered rate there is a tier between any two edges of either.
     */
    record TieredMultiplier(List<Step> steps) implements RateModifier {

        /** @param size how many units the step is wide; {@code null} for a last step without end */
        public record Step(@Nullable BigDecimal size, BigDecimal factor) {
            public Step {
                if (size != null && size.signum() <= 0) {
                    throw new IllegalArgumentException("a step's size must be positive: " + size);
                }
                requireNotNegative(factor);
                size = size == null ? null : size.stripTrailingZeros();
                factor = factor.stripTrailingZeros();
            }
        }

        public TieredMultiplier {
            steps = List.copyOf(steps);
            if (steps.isEmpty()) {
                throw new IllegalArgumentException("a tiered multiplier has at least one step");
            }
            if (steps.subList(0, steps.size() - 1).stream().anyMatch(step -> step.size() == null)) {
                throw new IllegalArgumentException("only the last step may have no size: " + steps);
            }
        }

        @Override
        public Rate apply(Rate listed) {
            if (listed instanceof PercentageRate share) {
                return new PercentageRate(apply(share.of()), share.minimum());
            }
            List<Tier> tiers = switch (listed) {
                case FlatRate flat -> List.of(new Tier(null, flat.price()));
                case TieredRate tiered -> tiered.tiers();
                case PercentageRate _ -> throw new IllegalStateException("a share of a share");
            };
            TreeSet<BigDecimal> edges = new TreeSet<>();
            edges.addAll(edges(tiers.stream().map(Tier::size).toList()));
            edges.addAll(edges(steps.stream().map(Step::size).toList()));
            List<Tier> multiplied = new ArrayList<>();
            BigDecimal start = BigDecimal.ZERO;
            for (BigDecimal edge : edges) {
                multiplied.add(new Tier(edge.subtract(start), priceAfter(start, tiers)));
                start = edge;
            }
            multiplied.add(new Tier(null, priceAfter(start, tiers)));
            return multiplied.size() == 1 ? new FlatRate(multiplied.getFirst().price()) : new TieredRate(multiplied);
        }

        private BigDecimal priceAfter(BigDecimal place, List<Tier> tiers) {
            BigDecimal price = tiers.get(
                            indexAfter(place, tiers.stream().map(Tier::size).toList()))
                    .price();
            int step = indexAfter(place, steps.stream().map(Step::size).toList());
            return step == steps.size() ? price : price.multiply(steps.get(step).factor);
        }

        /** Which of the widths the next unit after the place falls into; their number if it lies beyond all. */
        private static int indexAfter(BigDecimal place, List<@Nullable BigDecimal> sizes) {
            List<BigDecimal> edges = edges(sizes);
            int index = 0;
            while (index < edges.size() && edges.get(index).compareTo(place) <= 0) {
                index++;
            }
            return index;
        }

        /** Where each of the widths ends; one without a size has no end. */
        private static List<BigDecimal> edges(List<@Nullable BigDecimal> sizes) {
            List<BigDecimal> edges = new ArrayList<>();
            BigDecimal end = BigDecimal.ZERO;
            for (BigDecimal size : sizes) {
                if (size != null) {
                    end = end.add(size);
                    edges.add(end);
                }
            }
            return edges;
        }
    }

    /** What a unit costs instead. */
    Rate apply(Rate listed);

    /** What that is in. */
    default CreditType unit(CreditType listed) {
        return this instanceof Overwrite(Rate _, CreditType other) && other != null ? other : listed;
    }

    private static void requireNotNegative(BigDecimal factor) {
        if (factor.signum() < 0) {
            throw new IllegalArgumentException("a multiplier is never negative: " + factor);
        }
    }
}
