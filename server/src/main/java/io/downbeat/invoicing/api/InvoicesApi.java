package io.downbeat.invoicing.api;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Reads a customer's invoices. */
@RestController
final class InvoicesApi {
    private final InvoiceLists lists;
    private final InvoiceViews views;
    private final Invoicing invoicing;
    private final InvoiceStore store;
    private final Customers customers;

    InvoicesApi(InvoiceLists lists, InvoiceViews views, Invoicing invoicing, InvoiceStore store, Customers customers) {
        this.lists = lists;
        this.views = views;
        this.invoicing = invoicing;
        this.store = store;
        this.customers = customers;
    }

    @GetMapping("/v1/customers/{customer_id}/invoices")
    Page<InvoiceView> list(@PathVariable("customer_id") UUID customer, Query query) {
        customers.require(new CustomerId(customer));
        InvoiceQuery wanted = InvoiceQuery.read(new CustomerId(customer), query);
        Page<InvoiceHeader> page = Page.of(lists.page(wanted), wanted.limit(), InvoicesApi::place);
        List<InvoiceView> shown = views.of(invoicing.invoices(page.data()), wanted.lines());
        return new Page<>(shown, page.nextPage());
    }

    @GetMapping("/v1/customers/{customer_id}/invoices/{invoice_id}")
    Data<InvoiceView> one(
            @PathVariable("customer_id") UUID customer, @PathVariable("invoice_id") UUID id, Query query) {
        InvoiceHeader header = store.find(new InvoiceId(id))
                .filter(found -> found.customer().equals(new CustomerId(customer)))
                .orElseThrow(() -> Refused.notFound("customer " + customer + " has no invoice with the id " + id));
        List<Invoice> invoice = invoicing.invoices(List.of(header));
        return new Data<>(views.of(invoice, LinesWanted.read(query)).getFirst());
    }

    private static PageToken place(InvoiceHeader last) {
        // All digits of the instant: with fewer, rows of the same millisecond would come twice.
        return PageToken.after(last.issuedAt(), last.id());
    }
}
