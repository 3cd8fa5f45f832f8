package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The part of an invoice's lines that falls into a window. Pure.
 *
 * <p>A window's amount is what the line came to by its end less what it came to by its start, each rounded as the line
 * is. So the windows of a period add up to the line, whatever the tiers, and no cent appears or goes.
 */
final class WindowLines {
    private WindowLines() {}

    /** Whether the invoice can have lines in the window; a scheduled one only in the window of its date. */
    static boolean covers(InvoiceMoment invoice, Instant from, Instant until) {
        return switch (invoice) {
            case InvoiceMoment.Point(Instant issuedAt) -> isIn(issuedAt, from, until);
            case InvoiceMoment.Interval(ServicePeriod period) ->
                period.start().isBefore(until) && from.isBefore(period.end());
        };
    }

    /**
     * Scheduled charges count in the window of their date; one that rides on a usage invoice is dated at its period's
     * end, so it counts in the period's last moment, as what a subscription charges does.
     */
    static List<InvoiceLine> of(InvoiceMoment invoice, List<ComputedLine> lines, Instant from, Instant until) {
        List<InvoiceLine> parts = new ArrayList<>();
        for (ComputedLine computed : lines) {
            switch (computed.line().source()) {
                case InvoiceLine.Dated dated -> {
                    if (isIn(inside(invoice, dated.date()), from, until)) {
                        parts.add(computed.line());
                    }
                }
                case InvoiceLine.Accrued accrued -> {
                    if (accrued.startingAt().isBefore(until) && from.isBefore(accrued.endingBefore())) {
                        parts.add(part(computed, accrued, from, until));
                    }
                }
                case InvoiceLine.Subscribed _ -> {
                    if (isIn(inWhole(invoice), from, until)) {
                        parts.add(computed.line());
                    }
                }
                case InvoiceLine.Applied applied
                when applied.isOfSubscription() -> {
                    if (isIn(inWhole(invoice), from, until)) {
                        parts.add(computed.line());
                    }
                }
                case InvoiceLine.Applied applied -> {
                    if (applied.startingAt().isBefore(until) && from.isBefore(applied.endingBefore())) {
                        takenOff(parts.getLast(), computed.line(), applied).ifPresent(parts::add);
                    }
                }
            }
        }
        return parts;
    }

    private static Instant inside(InvoiceMoment invoice, Instant date) {
        return switch (invoice) {
            case InvoiceMoment.Point(Instant issuedAt) -> issuedAt;
            case InvoiceMoment.Interval(ServicePeriod period) ->
                date.isBefore(period.end())
                        ? later(date, period.start())
                        : period.end().minusMillis(1);
        };
    }

    /** Where a charge counts that is billed with its invoice and not while it lasts: in the period's last moment. */
    private static Instant inWhole(InvoiceMoment invoice) {
        return switch (invoice) {
            case InvoiceMoment.Point(Instant issuedAt) -> issuedAt;
            case InvoiceMoment.Interval(ServicePeriod period) -> period.end().minusMillis(1);
        };
    }

    private static boolean isIn(Instant moment, Instant from, Instant until) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }

    private static InvoiceLine part(ComputedLine computed, InvoiceLine.Accrued accrued, Instant from, Instant until) {
        InvoiceLine line = computed.line();
        Quantity quantity = Objects.requireNonNull(line.quantity(), "what accrues has a quantity");
        BigDecimal before = soFar(computed, quantity, accrued, from);
        BigDecimal after = soFar(computed, quantity, accrued, until);
        return new InvoiceLine(
                line.id(),
                line.product(),
                new Quantity(after.subtract(before), quantity.unitPrice()),
                costSoFar(line, quantity, after).minus(costSoFar(line, quantity, before)),
                accrued.between(later(accrued.startingAt(), from), earlier(accrued.endingBefore(), until)));
    }

    /** What the line had come to; all of it once all units were used, for a part of a cut tier has its own cents. */
    private static Amount costSoFar(InvoiceLine line, Quantity quantity, BigDecimal units) {
        return units.compareTo(quantity.units()) == 0
                ? line.total()
                : new Amount(
                                units.multiply(quantity.unitPrice().value()),
                                line.total().unit())
                        .rounded();
    }

    /** What takes off what is paid of the line before it, in the same window. */
    private static Optional<InvoiceLine> takenOff(InvoiceLine covered, InvoiceLine line, InvoiceLine.Applied applied) {
        return covered.total().signum() == 0
                ? Optional.empty()
                : Optional.of(new InvoiceLine(
                        line.id(),
                        line.product(),
                        null,
                        Amount.zero(line.total().unit()).minus(covered.total()),
                        new InvoiceLine.Applied(
                                covered.source().startingAt(),
                                Objects.requireNonNull(covered.source().endingBefore()),
                                applied.pricingGroupValues(),
                                applied.presentationGroupValues(),
                                applied.productType(),
                                applied.paidBy())));
    }

    /** The line's quantity as it stood at a moment: all of it from the line's end on. */
    private static BigDecimal soFar(
            ComputedLine computed, Quantity quantity, InvoiceLine.Accrued accrued, Instant moment) {
        if (!moment.isBefore(accrued.endingBefore())) {
            return quantity.units();
        }
        BigDecimal soFar = BigDecimal.ZERO;
        for (QuantityPoint point : computed.cumulative()) {
            if (!point.hour().isBefore(moment)) {
                break;
            }
            soFar = point.soFar();
        }
        return soFar;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }
}
