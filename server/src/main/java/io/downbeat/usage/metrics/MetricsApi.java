package io.downbeat.usage.metrics;

import io.downbeat.customers.Customers;
import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.db.Transactions;
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

/** Billable metrics over HTTP. */
@RestController
final class MetricsApi {

    record IdView(UUID id) {}

    private final MetricStore store;
    private final CreateMetrics creation;
    private final Customers customers;
    private final Transactions transactions;
    private final InstantSource clock;

    MetricsApi(
            MetricStore store,
            CreateMetrics creation,
            Customers customers,
            Transactions transactions,
            InstantSource clock) {
        this.store = store;
        this.creation = creation;
        this.customers = customers;
        this.transactions = transactions;
        this.clock = clock;
    }

    @PostMapping("/v1/billable-metrics/create")
    @Changes(action = "create_billable_metric", resource = "billable_metric")
    Data<IdView> create(Body body) {
        return new Data<>(new IdView(creation.create(body).value()));
    }

    @PostMapping("/v1/billable-metrics/archive")
    @Changes(action = "archive_billable_metric", resource = "billable_metric")
    Data<IdView> archive(Body body) {
        body.knowsOnly(Set.of("id"));
        UUID id = body.uuid("id");
        transactions.run(() -> {
            BillableMetric metric = found(id);
            if (!store.archive(metric.id(), clock.instant())) {
                throw Refused.rule("billable metric " + id + " is archived already");
            }
            transactions.publish(Change.of("archive_billable_metric", "billable_metric", id));
        });
        return new Data<>(new IdView(id));
    }

    @GetMapping("/v1/billable-metrics/{billableMetricId}")
    Data<MetricView> one(@PathVariable UUID billableMetricId) {
        return new Data<>(MetricView.of(found(billableMetricId)));
    }

    @GetMapping("/v1/billable-metrics")
    Page<MetricView> list(Query query) {
        return page(query);
    }

    /** Every metric may count every customer's events. */
    @GetMapping("/v1/customers/{customerId}/billable-metrics")
    Page<MetricView> ofCustomer(@PathVariable UUID customerId, Query query) {
        if (customers.resolve(List.of(customerId.toString())).isEmpty()) {
            throw Refused.notFound("no customer " + customerId);
        }
        if (query.flag("on_current_plan")) {
            throw Refused.invalid(
                    "on_current_plan",
                    "there are no plans here; what a customer's contracts price is on their rate cards");
        }
        return page(query);
    }

    private Page<MetricView> page(Query query) {
        int limit = query.limit(100);
        UUID after = query.nextPage().map(place -> place.uuid(0)).orElse(null);
        var page = new MetricStore.PageOf(query.flag("include_archived"), after, limit + 1);
        return Page.of(
                        store.page(page),
                        limit,
                        metric -> PageToken.after(metric.id().value()))
                .map(MetricView::of);
    }

    private BillableMetric found(UUID id) {
        return store.find(new BillableMetricId(id)).orElseThrow(() -> Refused.notFound("no billable metric " + id));
    }
}
