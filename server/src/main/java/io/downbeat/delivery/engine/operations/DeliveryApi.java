package io.downbeat.delivery.engine.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where each invoice went, what was tried, and what an operator may do about it. */
@RestController
@RequestMapping("/downbeat/v1/deliveries")
class DeliveryApi {
    record One(
            @JsonUnwrapped DeliveryQueries.View delivery,
            List<DeliveryQueries.AttemptView> attempts,
            List<DeliveryQueries.ReceiptView> receipts) {}

    private final DeliveryQueries deliveries;
    private final DeliveryOperations operations;
    private final Forecast forecast;

    DeliveryApi(DeliveryQueries deliveries, DeliveryOperations operations, Forecast forecast) {
        this.deliveries = deliveries;
        this.operations = operations;
        this.forecast = forecast;
    }

    @GetMapping
    Page<DeliveryQueries.View> list(Query query) {
        int limit = query.limit(50);
        var wanted = new DeliveryQueries.Filter(
                query.oneOf("state", DeliveryState.class).orElse(null),
                query.uuid("contract_id").map(ContractId::new).orElse(null),
                query.uuid("customer_id").map(CustomerId::new).orElse(null),
                query.uuid("invoice_id").map(InvoiceId::new).orElse(null));
        var rows = deliveries.list(wanted, query.nextPage().orElse(null), limit);
        return Page.of(rows, limit, row -> PageToken.after(row.id()));
    }

    /** When each account's queue will be through; more specific than {@code /{id}}, which takes ids only. */
    @GetMapping("/forecast")
    Page<Forecast.Line> forecast() {
        return new Page<>(forecast.lines(), null);
    }

    @GetMapping("/{id}")
    Data<One> get(@PathVariable UUID id) {
        var delivery = deliveries.find(id).orElseThrow(() -> Refused.notFound("no delivery " + id));
        return new Data<>(new One(delivery, deliveries.attempts(delivery), deliveries.receipts(delivery)));
    }

    @PostMapping("/{id}/retry")
    @Changes(action = "retry_delivery", resource = "delivery")
    Data<One> retry(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of());
        operations.retry(new DeliveryId(id));
        return get(id);
    }

    @PostMapping("/{id}/resolve")
    @Changes(action = "resolve_delivery", resource = "delivery")
    Data<One> resolve(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("provider_ref"));
        operations.resolve(new DeliveryId(id), body.text("provider_ref", 1, 255));
        return get(id);
    }

    @PostMapping("/{id}/cancel")
    @Changes(action = "cancel_delivery", resource = "delivery")
    Data<One> cancel(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("reason"));
        operations.cancel(new DeliveryId(id), body.text("reason", 1, 500));
        return get(id);
    }
}
