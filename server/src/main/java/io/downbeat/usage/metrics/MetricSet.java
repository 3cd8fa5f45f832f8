package io.downbeat.usage.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All metrics as of one version, archived ones too: they go on counting for the products that use them. */
public final class MetricSet {
    // Types come from outside: without an end, a client that makes them up would fill the memory.
    private static final int MOST_TYPES_KEPT = 10_000;

    private final long version;
    private final Map<BillableMetricId, BillableMetric> byId;
    private final Map<String, List<BillableMetric>> byEventType = new ConcurrentHashMap<>();

    MetricSet(long version, List<BillableMetric> metrics) {
        this.version = version;
        byId = metrics.stream().collect(Collectors.toUnmodifiableMap(BillableMetric::id, Function.identity()));
    }

    long version() {
        return version;
    }

    @Nullable
    BillableMetric find(BillableMetricId id) {
        return byId.get(id);
    }

    /** Those that are not archived, in the order they were made. */
    public List<BillableMetric> live() {
        return byId.values().stream()
                .filter(metric -> !metric.isArchived())
                .sorted(Comparator.comparing(BillableMetric::createdAt)
                        .thenComparing(metric -> metric.id().value()))
                .toList();
    }

    /** Those whose event type filter lets the type pass. */
    public List<BillableMetric> counting(String eventType) {
        List<BillableMetric> known = byEventType.get(eventType);
        if (known != null) {
            return known;
        }
        List<BillableMetric> found = byId.values().stream()
                .filter(metric -> metric.eventTypeFilter().passes(eventType))
                .toList();
        if (byEventType.size() < MOST_TYPES_KEPT) {
            byEventType.put(eventType, found);
        }
        return found;
    }
}
