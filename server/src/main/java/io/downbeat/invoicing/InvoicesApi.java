package io.downbeat.invoicing;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reads a customer's invoices; voids and regenerates. */
@RestController
final class InvoicesApi {
    record Id(UUID id) {}

    private final InvoiceLists lists;
    private final InvoiceViews views;
    private final Invoicing invoicing;
    private final InvoiceStore store;
    private final VoidInvoices voiding;
    private final RegenerateInvoices regenerating;
    private final Customers customers;
    private final InstantSource clock;

    InvoicesApi(
            InvoiceLists lists,
            InvoiceViews views,
            Invoicing invoicing,
            InvoiceStore store,
            VoidInvoices voiding,
            RegenerateInvoices regenerating,
            Customers customers,
            InstantSource clock) {
        this.lists = lists;
        this.views = views;
        this.invoicing = invoicing;
        this.store = store;
        this.voiding = voiding;
        this.regenerating = regenerating;
        this.customers = customers;
        this.clock = clock;
    }

    @GetMapping("/v1/customers/{customer_id}/invoices")
    Page<InvoiceView> list(@PathVariable("customer_id") UUID customer, Query query) {
        customers.require(new CustomerId(customer));
        InvoiceQuery wanted = InvoiceQuery.read(new CustomerId(customer), query);
        Page<InvoiceHeader> page = Page.of(lists.page(wanted), wanted.limit(), InvoicesApi::place);
        List<InvoiceView> shown = views.of(invoicing.invoices(page.data()), wanted.withoutZeroQuantities());
        return new Page<>(shown, page.nextPage());
    }

    @GetMapping("/v1/customers/{customer_id}/invoices/{invoice_id}")
    Data<InvoiceView> one(
            @PathVariable("customer_id") UUID customer, @PathVariable("invoice_id") UUID id, Query query) {
        InvoiceHeader header = store.find(new InvoiceId(id))
                .filter(found -> found.customer().equals(new CustomerId(customer)))
                .orElseThrow(() -> Refused.notFound("customer " + customer + " has no invoice with the id " + id));
        List<Invoice> invoice = invoicing.invoices(List.of(header));
        return new Data<>(
                views.of(invoice, query.flag("skip_zero_qty_line_items")).getFirst());
    }

    @PostMapping("/v1/invoices/void")
    Data<Id> voidOne(Body body) {
        body.knowsOnly(Set.of("id"));
        UUID id = body.uuid("id");
        voiding.voidOne(new InvoiceId(id), clock.instant());
        return new Data<>(new Id(id));
    }

    @PostMapping("/v1/invoices/regenerate")
    Data<Id> regenerate(Body body) {
        body.knowsOnly(Set.of("id", WantedRoute.CONFIGURATION, WantedRoute.REASON, WantedRoute.BY));
        InvoiceId id = new InvoiceId(body.uuid("id"));
        InvoiceId made = regenerating.regenerate(id, WantedRoute.read(body), clock.instant());
        return new Data<>(new Id(made.value()));
    }

    private static PageToken place(InvoiceHeader last) {
        // All digits of the instant: with fewer, rows of the same millisecond would come twice.
        return PageToken.after(last.issuedAt(), last.id());
    }
}
