package io.downbeat.invoicing;

import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of an invoice's lines that falls into a window. Pure.
 *
 * <p>A window's amount is what the line came to by its end less what it came to by its start, each rounded as the line
 * is. So the windows of a period add up to the line, whatever the tiers, and no cent appears or goes.
 */
final class WindowLines {
    private WindowLines() {}

    /** Whether the invoice has any say in the window; a scheduled one only in that of its date. */
    static boolean covers(Invoice invoice, Instant from, Instant until) {
        ServicePeriod period = invoice.period();
        return period == null
                ? isIn(invoice.issuedAt(), from, until)
                : period.start().isBefore(until) && from.isBefore(period.end());
    }

    /**
     * Scheduled charges count in the window of their date; one that rides on a usage invoice is dated at its period's
     * end, so it counts in the period's last moment.
     */
    static List<InvoiceLine> of(Invoice invoice, List<ComputedLine> lines, Instant from, Instant until) {
        List<InvoiceLine> parts = new ArrayList<>();
        for (ComputedLine computed : lines) {
            InvoiceLine line = computed.line();
            if (line.type().equals(InvoiceLine.SCHEDULED)) {
                if (isIn(inside(invoice, line.startingAt()), from, until)) {
                    parts.add(line);
                }
            } else if (touches(line, from, until)) {
                parts.add(part(invoice.currency(), computed, from, until));
            }
        }
        return parts;
    }

    private static Instant inside(Invoice invoice, @Nullable Instant date) {
        ServicePeriod period = invoice.period();
        if (period == null || date == null) {
            return invoice.issuedAt();
        }
        return date.isBefore(period.end())
                ? later(date, period.start())
                : period.end().minusMillis(1);
    }

    private static boolean isIn(Instant moment, Instant from, Instant until) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }

    private static boolean touches(InvoiceLine line, Instant from, Instant until) {
        return line.startingAt() == null
                || line.endingBefore() == null
                || line.startingAt().isBefore(until) && from.isBefore(line.endingBefore());
    }

    private static InvoiceLine part(CreditType currency, ComputedLine computed, Instant from, Instant until) {
        InvoiceLine line = computed.line();
        BigDecimal before = soFar(computed, from);
        BigDecimal after = soFar(computed, until);
        BigDecimal price = line.unitPrice() == null ? BigDecimal.ZERO : line.unitPrice();
        BigDecimal total =
                currency.roundToLine(after.multiply(price)).subtract(currency.roundToLine(before.multiply(price)));
        return new InvoiceLine(
                line.id(),
                line.type(),
                line.name(),
                after.subtract(before),
                line.unitPrice(),
                total,
                line.product(),
                line.productType(),
                later(line.startingAt(), from),
                earlier(line.endingBefore(), until),
                line.pricingGroupValues(),
                line.presentationGroupValues(),
                line.tier(),
                line.scheduledChargeId(),
                line.scheduledItemId());
    }

    /** The line's quantity as it stood at a moment: all of it from the line's end on. */
    private static BigDecimal soFar(ComputedLine computed, Instant moment) {
        InvoiceLine line = computed.line();
        if (line.endingBefore() != null && !moment.isBefore(line.endingBefore()) && line.quantity() != null) {
            return line.quantity();
        }
        BigDecimal soFar = BigDecimal.ZERO;
        for (QuantityPoint step : computed.cumulative()) {
            if (!step.hour().isBefore(moment)) {
                break;
            }
            soFar = step.soFar();
        }
        return soFar;
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || one.isBefore(other) ? other : one;
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }
}
