package io.downbeat.invoicing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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
        boolean scheduled, Instant from, BigDecimal firstPrice, String name, String groups, List<ComputedLine> lines) {
    /** The id of a line that has no place yet. */
    static final UUID UNPLACED = new UUID(0, 0);

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
    static List<ComputedLine> inOrder(InvoiceId invoice, List<Charge> charges) {
        List<ComputedLine> placed = new ArrayList<>();
        charges.stream().sorted(ORDER).flatMap(charge -> charge.lines.stream()).forEach(line -> {
            String place = invoice.value() + "#" + placed.size();
            UUID id = UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
            placed.add(new ComputedLine(withId(line.line(), id), line.exact(), line.cumulative()));
        });
        return placed;
    }

    private static InvoiceLine withId(InvoiceLine line, UUID id) {
        return new InvoiceLine(
                id,
                line.type(),
                line.name(),
                line.quantity(),
                line.unitPrice(),
                line.total(),
                line.product(),
                line.productType(),
                line.startingAt(),
                line.endingBefore(),
                line.pricingGroupValues(),
                line.presentationGroupValues(),
                line.tier(),
                line.scheduledChargeId(),
                line.scheduledItemId());
    }
}
