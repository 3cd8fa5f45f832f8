package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
     * end, so it counts in the period's last moment.
     */
    static List<InvoiceLine> of(InvoiceMoment invoice, List<ComputedLine> lines, Instant from, Instant until) {
        List<InvoiceLine> parts = new ArrayList<>();
        for (ComputedLine computed : lines) {
            switch (computed.line().source()) {
                case InvoiceLine.Scheduled scheduled -> {
                    if (isIn(inside(invoice, scheduled.date()), from, until)) {
                        parts.add(computed.line());
                    }
                }
                case InvoiceLine.Usage usage -> {
                    if (usage.startingAt().isBefore(until) && from.isBefore(usage.endingBefore())) {
                        parts.add(part(computed, usage, from, until));
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

    private static boolean isIn(Instant moment, Instant from, Instant until) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }

    private static InvoiceLine part(ComputedLine computed, InvoiceLine.Usage usage, Instant from, Instant until) {
        InvoiceLine line = computed.line();
        BigDecimal before = soFar(computed, usage, from);
        BigDecimal after = soFar(computed, usage, until);
        Amount price = line.quantity().unitPrice();
        return new InvoiceLine(
                line.id(),
                line.product(),
                new Quantity(after.subtract(before), price),
                rounded(after, price).minus(rounded(before, price)),
                new InvoiceLine.Usage(
                        later(usage.startingAt(), from),
                        earlier(usage.endingBefore(), until),
                        usage.pricingGroupValues(),
                        usage.presentationGroupValues(),
                        usage.tier()));
    }

    private static Amount rounded(BigDecimal units, Amount price) {
        return new Amount(units.multiply(price.value()), price.unit()).rounded();
    }

    /** The line's quantity as it stood at a moment: all of it from the line's end on. */
    private static BigDecimal soFar(ComputedLine computed, InvoiceLine.Usage usage, Instant moment) {
        if (!moment.isBefore(usage.endingBefore())) {
            return computed.line().quantity().units();
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
