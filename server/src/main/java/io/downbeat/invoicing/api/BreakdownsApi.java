package io.downbeat.invoicing.api;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A customer's invoices cut into hours or days: {@code GET /v1/customers/{id}/invoices/breakdowns}. */
@RestController
final class BreakdownsApi {
    /** What clients may ask of any list; a page has fewer windows. */
    private static final int MOST_ASKED = 100;

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
     * A page holds the windows of an interval of time, in order, each with every invoice that shares a moment with it.
     * What no invoice covers is jumped over, so that no page but the last can be empty.
     */
    @GetMapping("/v1/customers/{customer_id}/invoices/breakdowns")
    Page<InvoiceView.Breakdown> list(@PathVariable("customer_id") UUID customer, Query query) {
        customers.require(new CustomerId(customer));
        BreakdownWindow window =
                query.oneOf("window_size", BreakdownWindow.class).orElse(BreakdownWindow.DAY);
        InvoiceQuery.Sort sort = query.oneOf("sort", InvoiceQuery.Sort.class).orElse(InvoiceQuery.Sort.DATE_ASC);
        int windows = Math.min(query.limit(window.aPage(), MOST_ASKED), window.aPage());
        InvoiceLists.Range wanted = range(new CustomerId(customer), query, sort);
        Optional<InvoiceLists.Range> covered = lists.covered(wanted);
        if (covered.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        InvoiceLists.Range page = window.page(covered.get(), wanted, windows, sort);
        List<InvoiceView.Breakdown> shown = breakdowns(page, window, LinesWanted.read(query));
        if (sort == InvoiceQuery.Sort.DATE_DESC) {
            shown.sort(Comparator.comparing(InvoiceView.Breakdown::breakdownStartTimestamp)
                    .reversed());
        }
        return new Page<>(shown, next(covered.get(), page, sort));
    }

    private static @Nullable String next(InvoiceLists.Range covered, InvoiceLists.Range page, InvoiceQuery.Sort sort) {
        return switch (sort) {
            case DATE_ASC ->
                page.until().isBefore(covered.until())
                        ? PageToken.after(page.until()).text()
                        : null;
            case DATE_DESC ->
                page.from().isAfter(covered.from())
                        ? PageToken.after(page.from()).text()
                        : null;
        };
    }

    private static InvoiceLists.Range range(CustomerId customer, Query query, InvoiceQuery.Sort sort) {
        Instant from = query.instant("starting_on").orElseThrow(() -> Refused.invalid("starting_on", "is required"));
        Instant until =
                query.instant("ending_before").orElseThrow(() -> Refused.invalid("ending_before", "is required"));
        if (!from.isBefore(until)) {
            throw Refused.invalid("ending_before", "must be after starting_on");
        }
        Optional<Instant> place = query.nextPage().map(token -> token.instant(0));
        if (place.filter(moment -> !moment.isAfter(from) || !moment.isBefore(until))
                .isPresent()) {
            throw Refused.invalid("next_page", "is not a token of this list; start again without it");
        }
        boolean ascending = sort == InvoiceQuery.Sort.DATE_ASC;
        return new InvoiceLists.Range(
                customer,
                query.uuid("credit_type_id").orElse(null),
                query.oneOf("status", InvoiceStatus.class).orElse(null),
                ascending ? place.orElse(from) : from,
                ascending ? until : place.orElse(until));
    }

    private List<InvoiceView.Breakdown> breakdowns(
            InvoiceLists.Range page, BreakdownWindow window, LinesWanted wanted) {
        List<InvoiceHeader> headers = lists.overlapping(page);
        Map<InvoiceId, List<ComputedLine>> lines = invoicing.withHours(headers);
        List<Invoice> invoices = invoicing.invoices(headers);
        Map<InvoiceId, InvoiceView.Around> around = views.around(invoices, wanted);
        List<InvoiceView.Breakdown> shown = new ArrayList<>();
        for (Instant from = page.from(); from.isBefore(page.until()); from = window.end(from, page.until())) {
            Instant until = window.end(from, page.until());
            for (Invoice invoice : invoices) {
                if (Rating.coversWindow(invoice.moment(), from, until)) {
                    List<ComputedLine> all = lines.getOrDefault(invoice.id(), List.of());
                    List<InvoiceLine> part = Rating.window(invoice.moment(), all, from, until);
                    var its = Objects.requireNonNull(around.get(invoice.id()));
                    shown.add(new InvoiceView.Breakdown(from, until, InvoiceView.ofWindow(invoice, part, its)));
                }
            }
        }
        return shown;
    }
}
