package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Json;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.EventTypeFilter;
import io.downbeat.usage.metrics.PropertyFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics, events and questions for tests. */
final class TestMetrics {
    static final Instant FROM = Instant.parse("2024-12-01T00:00:00Z");
    static final Instant UNTIL = Instant.parse("2025-03-01T00:00:00Z");

    private TestMetrics() {}

    static BillableMetric count(UsageNode node) {
        return metric(node, Aggregation.COUNT, null, List.of(), List.of());
    }

    static BillableMetric countOf(UsageNode node, String property, String value) {
        return metric(
                node,
                Aggregation.COUNT,
                null,
                List.of(new PropertyFilter(property, null, List.of(value), List.of())),
                List.of());
    }

    static BillableMetric sum(UsageNode node) {
        return aggregate(node, Aggregation.SUM);
    }

    static BillableMetric sumBy(UsageNode node, String... groupKey) {
        return aggregate(node, Aggregation.SUM, groupKey);
    }

    /** Of the property {@code tokens}, by one group key or none. */
    static BillableMetric aggregate(UsageNode node, Aggregation aggregation, String... groupKey) {
        List<PropertyFilter> filters = new java.util.ArrayList<>();
        filters.add(exists("tokens"));
        for (String name : groupKey) {
            filters.add(exists(name));
        }
        return metric(
                node,
                aggregation,
                aggregation == Aggregation.COUNT ? null : "tokens",
                filters,
                groupKey.length == 0 ? List.of() : List.of(List.of(groupKey)));
    }

    private static PropertyFilter exists(String name) {
        return new PropertyFilter(name, true, List.of(), List.of());
    }

    static BillableMetric metric(
            UsageNode node,
            Aggregation aggregation,
            @Nullable String key,
            List<PropertyFilter> filters,
            List<List<String>> groupKeys) {
        return new BillableMetric(
                new BillableMetricId(node.ids.next()),
                aggregation.name(),
                aggregation,
                key,
                new EventTypeFilter(List.of(), List.of()),
                filters,
                groupKeys,
                Map.of(),
                FROM,
                null,
                0);
    }

    static UsageEvent event(String transactionId, String customer, Instant timestamp, String... properties) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            map.put(properties[i], properties[i + 1]);
        }
        return new UsageEvent(transactionId, customer, "call", timestamp, Properties.parse(Json.write(map)));
    }

    static UsageQuestion question(CustomerId customer, BillableMetric metric, String... groupKey) {
        return new UsageQuestion(customer, metric.id(), FROM, UNTIL, List.of(groupKey));
    }
}
