package io.downbeat.invoicing.api;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.preview.PreviewEvents;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.RequestBytes;
import io.downbeat.usage.events.SupposedEvents;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/customers/{id}/previewEvents}: what a customer's invoices would come to with some events. */
@RestController
final class EventPreviewApi {
    private static final String SKIP = "skip_zero_qty_line_items";

    private final PreviewEvents previews;
    private final SupposedEvents events;
    private final InvoiceViews views;
    private final Customers customers;
    private final InstantSource clock;

    EventPreviewApi(
            PreviewEvents previews,
            SupposedEvents events,
            InvoiceViews views,
            Customers customers,
            InstantSource clock) {
        this.previews = previews;
        this.events = events;
        this.views = views;
        this.customers = customers;
        this.clock = clock;
    }

    @PostMapping("/v1/customers/{customer_id}/previewEvents")
    @Reads
    Data<List<InvoiceView>> preview(@PathVariable("customer_id") UUID id, HttpServletRequest request)
            throws IOException {
        byte[] bytes = RequestBytes.read(request);
        Body body = Body.read(bytes);
        body.knowsOnly(Set.of("events", "mode", SKIP));
        var mode = body.optionalOneOf("mode", SupposedEvents.Mode.class).orElse(SupposedEvents.Mode.REPLACE);
        LinesWanted wanted = new LinesWanted(body.flag(SKIP, false), false);
        if (body.objects("events").isEmpty() && mode == SupposedEvents.Mode.MERGE) {
            throw body.invalid("events", "must have at least one event to merge with what is stored");
        }
        CustomerId customer = new CustomerId(id);
        customers.require(customer);
        Instant now = clock.instant();
        return new Data<>(views.of(previews.preview(customer, events.read(bytes, customer, mode, now), now), wanted));
    }
}
