package io.downbeat.invoicing.api;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.services.ServiceInvoiceRequest;
import io.downbeat.invoicing.services.ServiceInvoices;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.time.InstantSource;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/contracts/scheduleProServicesInvoice}: an invoice of professional services, issued on a date. */
@RestController
final class ServiceInvoicesApi {
    private final ServiceInvoices invoices;
    private final Invoicing invoicing;
    private final InvoiceViews views;
    private final InstantSource clock;

    ServiceInvoicesApi(ServiceInvoices invoices, Invoicing invoicing, InvoiceViews views, InstantSource clock) {
        this.invoices = invoices;
        this.invoicing = invoicing;
        this.views = views;
        this.clock = clock;
    }

    @PostMapping("/v1/contracts/scheduleProServicesInvoice")
    @Changes(action = "schedule_professional_services_invoice", resource = "invoice")
    Data<List<InvoiceView>> schedule(Body body) {
        InvoiceId opened = invoices.schedule(ServiceInvoiceRequest.read(body), clock.instant());
        return new Data<>(views.of(invoicing.find(opened).stream().toList(), LinesWanted.ALL));
    }
}
