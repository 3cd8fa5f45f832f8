package io.downbeat.console.invoices;

import io.downbeat.console.timeline.Bill;
import io.downbeat.console.timeline.Drawing;
import io.downbeat.console.timeline.Figure;
import io.downbeat.console.timeline.Plan;
import io.downbeat.console.timeline.Window;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.invoicing.Invoice;
import io.downbeat.providers.ConfigurationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schedule around one invoice, drawn: who bills just before and after it. Pure. */
final class InvoiceFigure {
    private static final int PERIODS_AROUND = 3;
    private static final Duration AROUND_A_CHARGE = Duration.ofDays(92);

    private final InvoiceData data;
    private final Map<ConfigurationId, Destination> destinations;

    private InvoiceFigure(InvoiceData data) {
        this.data = data;
        this.destinations = data.destinations();
    }

    static Figure of(InvoiceData data) {
        InvoiceFigure figure = new InvoiceFigure(data);
        return Drawing.of(figure.plan());
    }

    private Plan plan() {
        Invoice invoice = data.invoice();
        List<Plan.Segment> segments = data.terms().schedule().segments().stream()
                .map(segment -> new Plan.Segment(to(segment), segment.from(), end(segment)))
                .toList();
        List<Plan.Period> periods =
                invoice.period() == null ? List.of() : List.of(new Plan.Period(invoice.period(), data.destination()));
        return new Plan(segments, List.of(bill()), periods, window(), data.now());
    }

    private Bill bill() {
        Invoice invoice = data.invoice();
        return new Bill(
                invoice.id(),
                invoice.period(),
                invoice.issuedAt(),
                data.condition(),
                data.sent() == null
                        ? invoice.status().name()
                        : data.sent().delivery().progress().state().name(),
                data.sent() == null ? 0 : data.sent().delivery().progress().attempts(),
                Money.text(invoice.total()),
                data.destination(),
                "",
                data.path());
    }

    private Destination to(Timeline.Segment<ProviderSegment> segment) {
        return Optional.ofNullable(segment.value().configuration())
                .map(destinations::get)
                .orElse(Destination.NOBODY);
    }

    private @Nullable Instant end(Timeline.Segment<?> segment) {
        return segment.until() == null ? data.contract().endingBefore() : segment.until();
    }

    /** Whole service periods where there are some. */
    private Window window() {
        Invoice invoice = data.invoice();
        Instant start =
                invoice.period() == null ? invoice.issuedAt() : invoice.period().start();
        Instant end =
                invoice.period() == null ? invoice.issuedAt() : invoice.period().end();
        Duration around = invoice.period() == null
                ? AROUND_A_CHARGE
                : invoice.period().length().multipliedBy(PERIODS_AROUND);
        List<ServicePeriod> periods = data.contract().periods().between(start.minus(around), end.plus(around));
        return periods.isEmpty()
                ? new Window(start.minus(around), end.plus(around))
                : new Window(
                        earlier(periods.getFirst().start(), start),
                        later(periods.getLast().end(), end.plusMillis(1)));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
