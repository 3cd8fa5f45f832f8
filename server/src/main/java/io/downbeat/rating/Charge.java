package io.downbeat.rating;

import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Lines that belong together: one price, its tiers in order.
 *
 * @param place where among the charges of its invoice it stands
 */
record Charge(Place place, List<RatedLine> lines) {

    /** In the order in which they stand on an invoice. */
    enum Kind {
        USAGE,
        SUBSCRIPTION,
        COMPOSITE,
        CONVERSION,
        SCHEDULED,
        COMMIT_PURCHASE,
        DISCOUNT
    }

    /**
     * What decides the order in which charges stand on an invoice, and in which balances pay them.
     *
     * @param kind what stands after what
     * @param from where the interval it prices begins
     * @param firstPrice what its first unit costs while no balance pays
     * @param groups the product and the group values in one spelling
     */
    record Place(Kind kind, Instant from, BigDecimal firstPrice, String name, String groups)
            implements Comparable<Place> {
        /** As the API orders them (domain.md E.5, pricing.md 2.3): usage first, earlier start, higher unit price, name. */
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::kind)
                .thenComparing(Place::from)
                .thenComparing(Place::firstPrice, Comparator.reverseOrder())
                .thenComparing(Place::name)
                .thenComparing(Place::groups);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    Charge {
        lines = List.copyOf(lines);
    }

    private int rank(List<ProductId> products) {
        int rank = place.kind == Kind.USAGE
                ? products.indexOf(lines.getFirst().product().id())
                : -1;
        return rank < 0 ? products.size() : rank;
    }

    /**
     * The lines of an invoice in their order, each with the id that its place gives it.
     *
     * @param products the order that the rate card shows products in; those that are not in it follow, by their place
     */
    static List<ComputedLine> inOrder(UUID invoice, List<Charge> charges, List<ProductId> products) {
        List<ComputedLine> placed = new ArrayList<>();
        charges.stream()
                .sorted(Comparator.comparing((Charge charge) -> charge.place.kind)
                        .thenComparingInt(charge -> charge.rank(products))
                        .thenComparing(Charge::place))
                .flatMap(charge -> charge.lines.stream())
                .forEach(line -> placed.add(line.placed(LineId.at(invoice, placed.size()))));
        return placed;
    }
}
