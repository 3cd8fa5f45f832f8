package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.Metrics;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What customers used. Reads are always fresh: an event counts from the moment its ingest was answered, and no read
 * costs more for more events, only for more hours and groups.
 */
public final class Usage implements CountedUsage {
    private final UsageStore store;
    private final Metrics metrics;

    /** What a metric is never changes. */
    private final Map<BillableMetricId, Aggregation> aggregations = new ConcurrentHashMap<>();

    Usage(UsageStore store, Metrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /** Whether the database holds any event; asked before a server is wired. */
    public static boolean isThereAny(JdbcClient database) {
        return UsageStore.isThereAny(database);
    }

    /** In one statement. */
    @Override
    public Map<UsageQuestion, List<GroupQuantity>> quantities(Collection<UsageQuestion> questions) {
        return store.quantities(UsageQuery.of(questions, metrics), UsageStore.Hours.STORED);
    }

    /** The same for one question. */
    public List<WindowQuantity> windows(UsageQuestion question, WindowSize size) {
        return windows(List.of(question), size).getOrDefault(question, List.of());
    }

    /** In one statement. */
    @Override
    public Map<UsageQuestion, List<WindowQuantity>> windows(Collection<UsageQuestion> questions, WindowSize size) {
        return store.windows(UsageQuery.of(questions, metrics), size, UsageStore.Hours.STORED);
    }

    @Override
    public Aggregation aggregation(BillableMetricId metric) {
        return aggregations.computeIfAbsent(
                metric,
                id -> metric(id)
                        .orElseThrow(() -> new IllegalArgumentException("no billable metric " + id))
                        .aggregationType());
    }

    /** The usage if these hours were all there is. Nothing is written. */
    public CountedUsage only(HourBuckets hours) {
        return new Supposed(new UsageStore.Hours(HourSource.GIVEN, hours));
    }

    /** The usage if these hours were written on top of what is stored. Nothing is written. */
    public CountedUsage with(HourBuckets hours) {
        return new Supposed(new UsageStore.Hours(HourSource.STORED_AND_GIVEN, hours));
    }

    private final class Supposed implements CountedUsage {
        private final UsageStore.Hours hours;

        private Supposed(UsageStore.Hours hours) {
            this.hours = hours;
        }

        @Override
        public Map<UsageQuestion, List<GroupQuantity>> quantities(Collection<UsageQuestion> questions) {
            return store.quantities(UsageQuery.of(questions, metrics), hours);
        }

        @Override
        public Map<UsageQuestion, List<WindowQuantity>> windows(Collection<UsageQuestion> questions, WindowSize size) {
            return store.windows(UsageQuery.of(questions, metrics), size, hours);
        }

        @Override
        public Aggregation aggregation(BillableMetricId metric) {
            return Usage.this.aggregation(metric);
        }
    }

    /**
     * The metrics that a customer has usage of in the hours of {@code [from, until)}, in the order of their ids; archived ones
     * too, which go on counting.
     */
    public List<BillableMetric> used(CustomerId customer, Instant from, Instant until, int limit) {
        var asked = new UsageStore.UsedMetricsOf(from, until, List.of(customer), List.of(), null, limit);
        return store.usedMetrics(asked).stream()
                .map(used -> metrics.definition(used.metric())
                        .orElseThrow(() -> new IllegalStateException("no billable metric " + used.metric())))
                .toList();
    }

    /** Whether a metric's usage can be told apart by these properties; not, if there is no such metric. */
    public boolean tellsApartBy(BillableMetricId metric, List<String> groupKey) {
        return metrics.definition(metric)
                .filter(definition -> definition.tellsApartBy(groupKey))
                .isPresent();
    }

    /** The metric with this id, archived or not. */
    public Optional<BillableMetric> metric(BillableMetricId id) {
        return metrics.find(id);
    }
}
