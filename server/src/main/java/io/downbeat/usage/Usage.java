package io.downbeat.usage;

import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.Metrics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What customers used. Reads are always fresh: an event counts from the moment its ingest was answered, and no read
 * costs more for more events, only for more hours and groups.
 */
public final class Usage {
    private final UsageStore store;
    private final Metrics metrics;

    Usage(UsageStore store, Metrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /**
     * Answers every question in one statement. A group without usage is not in its list; a question without any has
     * an empty list, also an ungrouped one.
     *
     * @throws IllegalArgumentException if a metric is unknown or does not tell its usage apart by the group key asked for
     */
    public Map<UsageQuestion, List<GroupQuantity>> quantities(Collection<UsageQuestion> questions) {
        return store.quantities(UsageQuery.of(questions, metrics));
    }

    /**
     * The usage of a range cut into windows, in order of time; only windows with usage.
     *
     * @throws IllegalArgumentException as {@link #quantities}
     */
    public List<WindowQuantity> windows(UsageQuestion question, WindowSize size) {
        return store.windows(UsageQuery.of(List.of(question), metrics), size).getOrDefault(question, List.of());
    }

    /** The same for many questions in one statement; one without usage has an empty list. */
    public Map<UsageQuestion, List<WindowQuantity>> windows(Collection<UsageQuestion> questions, WindowSize size) {
        return store.windows(UsageQuery.of(questions, metrics), size);
    }

    /** The metric with this id, archived or not. */
    public Optional<BillableMetric> metric(BillableMetricId id) {
        return metrics.find(id);
    }
}
