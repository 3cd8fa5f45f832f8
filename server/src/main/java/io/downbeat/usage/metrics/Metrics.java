package io.downbeat.usage.metrics;

import java.util.List;
import java.util.Optional;

/** The billable metrics as this server last read them. */
public final class Metrics {
    private final MetricStore store;
    private volatile MetricSet known = new MetricSet(-1, List.of());

    Metrics(MetricStore store) {
        this.store = store;
    }

    /** The set of this version or a newer one. */
    public MetricSet at(long version) {
        MetricSet set = known;
        if (set.version() == version) {
            return set;
        }
        set = store.all();
        known = set;
        return set;
    }

    public MetricSet current() {
        return at(store.version());
    }

    public Optional<BillableMetric> find(BillableMetricId id) {
        return store.find(id);
    }

    /**
     * The metric, except that it may have been archived or given other custom fields since: the rest never changes, so a set
     * of any age will do.
     */
    public Optional<BillableMetric> definition(BillableMetricId id) {
        BillableMetric metric = known.find(id);
        return metric != null ? Optional.of(metric) : store.find(id);
    }
}
