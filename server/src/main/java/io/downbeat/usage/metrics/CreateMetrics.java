package io.downbeat.usage.metrics;

import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Creates billable metrics from requests. */
public final class CreateMetrics {
    private final MetricStore store;
    private final CustomFields fields;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;

    CreateMetrics(MetricStore store, CustomFields fields, Transactions transactions, Ids ids, InstantSource clock) {
        this.store = store;
        this.fields = fields;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** As {@code POST /v1/billable-metrics/create} takes it; it counts what is received from then on. */
    public BillableMetricId create(Body body) {
        BillableMetric metric = defined(new MetricRequest(body), body);
        transactions.run(() -> {
            store.add(metric);
            transactions.publish(Change.of("create_billable_metric", "billable_metric", metric.id())
                    .to(Map.of("name", metric.name())));
        });
        return metric.id();
    }

    private BillableMetric defined(MetricRequest request, Body body) {
        Aggregation aggregation = request.aggregation();
        List<PropertyFilter> filters = request.propertyFilters();
        return new BillableMetric(
                new BillableMetricId(ids.next()),
                request.name(),
                aggregation,
                request.aggregationKey(aggregation, filters),
                request.eventTypeFilter(),
                filters,
                request.groupKeys(filters),
                fields.read(body, CustomFieldEntity.BILLABLE_METRIC),
                clock.instant(),
                null,
                0);
    }
}
