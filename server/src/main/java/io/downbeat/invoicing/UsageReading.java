package io.downbeat.invoicing;

import io.downbeat.rating.GroupUsage;
import io.downbeat.rating.IntervalUsage;
import io.downbeat.rating.UsageInterval;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.Usage;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowSize;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetricId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks usage in bulk what rating wants to know of the intervals of some invoices. */
final class UsageReading {
    private final Usage usage;

    /** What a metric is never changes. */
    private final Map<BillableMetricId, Aggregation> aggregations = new ConcurrentHashMap<>();

    UsageReading(Usage usage) {
        this.usage = usage;
    }

    Map<UsageInterval, List<GroupUsage>> quantities(Collection<UsageInterval> intervals) {
        return IntervalUsage.ofEnds(intervals, ends(intervals));
    }

    /** The same with the quantities after each hour. */
    Map<UsageInterval, List<GroupUsage>> cumulative(Collection<UsageInterval> intervals) {
        var distinct = ends(IntervalUsage.notSumsOfHours(intervals, this::aggregation));
        var hours = usage.windows(IntervalUsage.hours(intervals), WindowSize.HOUR);
        return IntervalUsage.ofHours(intervals, this::aggregation, hours, distinct);
    }

    private Map<UsageQuestion, List<GroupQuantity>> ends(Collection<UsageInterval> intervals) {
        return intervals.isEmpty() ? Map.of() : usage.quantities(IntervalUsage.ends(intervals));
    }

    private Aggregation aggregation(BillableMetricId metric) {
        return aggregations.computeIfAbsent(
                metric,
                id -> usage.metric(id)
                        .orElseThrow(() -> new IllegalArgumentException("no billable metric " + id))
                        .aggregationType());
    }
}
