package io.downbeat.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Lines that belong together: one price, its tiers in order.
 *
 * @param scheduled whether it comes from a scheduled charge; those stand after usage
 * @param from where the interval it prices begins
 * @param firstPrice of the first line, for the order only
 * @param groups the group values in one spelling, for the order only
 */
record Charge(
        boolean scheduled, Instant from, BigDecimal firstPrice, String name, String groups, List<RatedLine> lines) {
    /** As the API orders them (domain.md E.5): usage first, earlier start, higher unit price, name. */
    private static final Comparator<Charge> ORDER = Comparator.comparing(Charge::scheduled)
            .thenComparing(Charge::from)
            .thenComparing(Charge::firstPrice, Comparator.reverseOrder())
            .thenComparing(Charge::name)
            .thenComparing(Charge::groups);

    Charge {
        lines = List.copyOf(lines);
    }

    /** The lines of an invoice in their order, each with the id that its place gives it. */
    static List<ComputedLine> inOrder(UUID invoice, List<Charge> charges) {
        List<ComputedLine> placed = new ArrayList<>();
        charges.stream()
                .sorted(ORDER)
                .flatMap(charge -> charge.lines.stream())
                .forEach(line -> placed.add(line.placed(LineId.at(invoice, placed.size()))));
        return placed;
    }
}
