package io.downbeat.invoicing.api;

import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.invoicing.historical.HistoricalInvoice;
import io.downbeat.invoicing.lifecycle.CreateHistoricalInvoices;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/contracts/createHistoricalInvoices}: invoices of given quantities, made or only shown. */
@RestController
final class HistoricalInvoicesApi {
    private final CreateHistoricalInvoices creating;
    private final InvoiceViews views;
    private final CustomFields fields;
    private final InstantSource clock;

    HistoricalInvoicesApi(
            CreateHistoricalInvoices creating, InvoiceViews views, CustomFields fields, InstantSource clock) {
        this.creating = creating;
        this.views = views;
        this.fields = fields;
        this.clock = clock;
    }

    @PostMapping("/v1/contracts/createHistoricalInvoices")
    @Changes(action = "create_historical_invoice", resource = "invoice")
    Data<List<InvoiceView>> create(Body body) {
        body.knowsOnly(Set.of("invoices", "preview"));
        boolean isPreview = body.flag("preview");
        List<HistoricalInvoice> asked = HistoricalInvoice.read(body);
        asked.forEach(one -> fields.read(one.body(), CustomFieldEntity.INVOICE));
        Instant now = clock.instant();
        return new Data<>(
                isPreview
                        ? views.ofPreviewed(creating.preview(asked, now))
                        : views.of(creating.create(asked, now), LinesWanted.ALL));
    }
}
