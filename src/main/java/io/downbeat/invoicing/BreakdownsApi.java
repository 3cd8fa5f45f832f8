package io.downbeat.invoicing;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Page;
import io.downbeat.platform.PageToken;
import io.downbeat.platform.Query;
import io.downbeat.platform.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A customer's invoices cut into hours or days: {@code GET /v1/customers/{id}/invoices/breakdowns}. */
@RestController
final class BreakdownsApi {
    /** How long a window is, and how many of them one page holds at most. */
    enum Window {
        HOUR(Duration.ofHours(1), ChronoUnit.HOURS, 24),
        DAY(Duration.ofDays(1), ChronoUnit.DAYS, 35);

        private final Duration length;
        private final ChronoUnit unit;
        private final int aPage;

        Window(Duration length, ChronoUnit unit, int aPage) {
            this.length = length;
            this.unit = unit;
            this.aPage = aPage;
        }
    }

    private final InvoiceLists lists;
    private final InvoiceViews views;
    private final Invoicing invoicing;
    private final Customers customers;

    BreakdownsApi(InvoiceLists lists, InvoiceViews views, Invoicing invoicing, Customers customers) {
        this.lists = lists;
        this.views = views;
        this.invoicing = invoicing;
        this.customers = customers;
    }

    /**
     * A page holds the windows of a stretch of time, in order, each with every invoice that shares a moment with it.
     * Stretches that no invoice covers are jumped over, so that no page but the last can be empty.
     */
    @GetMapping("/v1/customers/{customer_id}/invoices/breakdowns")
    Page<InvoiceView.Breakdown> list(@PathVariable("customer_id") UUID customer, Query query) {
        customers.require(new CustomerId(customer));
        Window window = query.oneOf("window_size", Window.class).orElse(Window.DAY);
        InvoiceLists.Range range = range(new CustomerId(customer), query);
        int windows = query.limit(window.aPage, window.aPage);
        boolean descending = query.oneOf("sort", InvoiceQuery.Sort.class).orElse(InvoiceQuery.Sort.DATE_ASC)
                == InvoiceQuery.Sort.DATE_DESC;
        if (descending) {
            throw Refused.unbuilt("sort=date_desc");
        }
        Optional<Instant> first = lists.firstCovered(range);
        if (first.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        Instant from = latest(first.get().truncatedTo(window.unit), range.from());
        Instant until = earliest(from.truncatedTo(window.unit).plus(window.length.multipliedBy(windows)), range.until());
        List<InvoiceView.Breakdown> shown = breakdowns(between(range, from, until), window, query);
        Optional<Instant> next = until.isBefore(range.until())
                ? lists.firstCovered(between(range, until, range.until()))
                : Optional.empty();
        return new Page<>(
                shown, next.map(moment -> PageToken.after(moment).text()).orElse(null));
    }

    private static InvoiceLists.Range range(CustomerId customer, Query query) {
        Instant from = query.instant("starting_on").orElseThrow(() -> Refused.invalid("starting_on", "is required"));
        Instant until =
                query.instant("ending_before").orElseThrow(() -> Refused.invalid("ending_before", "is required"));
        if (!from.isBefore(until)) {
            throw Refused.invalid("ending_before", "must be after starting_on");
        }
        Instant goOn = query.nextPage().map(place -> place.instant(0)).orElse(from);
        if (goOn.isBefore(from) || !goOn.isBefore(until)) {
            throw Refused.invalid("next_page", "is not a token of this list; start again without it");
        }
        return new InvoiceLists.Range(
                customer,
                query.uuid("credit_type_id").orElse(null),
                query.oneOf("status", InvoiceStatus.class).orElse(null),
                goOn,
                until);
    }

    private List<InvoiceView.Breakdown> breakdowns(InvoiceLists.Range range, Window window, Query query) {
        List<InvoiceHeader> headers = lists.overlapping(range);
        Map<InvoiceId, List<ComputedLine>> lines = invoicing.withGrowth(headers);
        List<Invoice> invoices = invoicing.invoices(headers);
        Map<InvoiceId, InvoiceView.Around> around = views.around(invoices, query.flag("skip_zero_qty_line_items"));
        List<InvoiceView.Breakdown> shown = new ArrayList<>();
        Instant from = range.from();
        while (from.isBefore(range.until())) {
            Instant until = earliest(from.truncatedTo(window.unit).plus(window.length), range.until());
            for (Invoice invoice : invoices) {
                if (WindowLines.covers(invoice, from, until)) {
                    List<InvoiceLine> part = WindowLines.of(
                            invoice, lines.getOrDefault(invoice.id(), List.of()), from, until);
                    shown.add(new InvoiceView.Breakdown(
                            from,
                            until,
                            InvoiceView.of(
                                    invoice,
                                    part,
                                    InvoiceHeader.sum(part),
                                    Objects.requireNonNull(around.get(invoice.id())))));
                }
            }
            from = until;
        }
        return Collections.unmodifiableList(shown);
    }

    private static InvoiceLists.Range between(InvoiceLists.Range range, Instant from, Instant until) {
        return new InvoiceLists.Range(range.customer(), range.creditType(), range.status(), from, until);
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
