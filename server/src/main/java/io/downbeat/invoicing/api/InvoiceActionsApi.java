package io.downbeat.invoicing.api;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.lifecycle.RegenerateInvoices;
import io.downbeat.invoicing.lifecycle.VoidInvoices;
import io.downbeat.invoicing.routes.WantedRoute;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Voids and regenerates an invoice. */
@RestController
final class InvoiceActionsApi {
    record Id(UUID id) {}

    private final VoidInvoices voiding;
    private final RegenerateInvoices regenerating;
    private final InstantSource clock;

    InvoiceActionsApi(VoidInvoices voiding, RegenerateInvoices regenerating, InstantSource clock) {
        this.voiding = voiding;
        this.regenerating = regenerating;
        this.clock = clock;
    }

    @PostMapping("/v1/invoices/void")
    @Changes(action = "void_invoice", resource = "invoice")
    Data<Id> voidOne(Body body) {
        body.knowsOnly(Set.of("id"));
        UUID id = body.uuid("id");
        voiding.voidOne(new InvoiceId(id), clock.instant());
        return new Data<>(new Id(id));
    }

    @PostMapping("/v1/invoices/regenerate")
    @Changes(action = "regenerate_invoice", resource = "invoice")
    Data<Id> regenerate(Body body) {
        body.knowsOnly(Set.of("id", WantedRoute.CONFIGURATION, WantedRoute.REASON, WantedRoute.BY));
        InvoiceId id = new InvoiceId(body.uuid("id"));
        InvoiceId made = regenerating.regenerate(id, WantedRoute.read(body), clock.instant());
        return new Data<>(new Id(made.value()));
    }
}
