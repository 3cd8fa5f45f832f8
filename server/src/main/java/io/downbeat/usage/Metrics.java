package io.downbeat.usage;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The billable metrics as this server last read them. */
final class Metrics {
    private final MetricStore store;
    private volatile MetricSet known = new MetricSet(-1, List.of());

    Metrics(MetricStore store) {
        this.store = store;
    }

    /** The set of this version or a newer one. */
    MetricSet at(long version) {
        MetricSet set = known;
        if (set.version() == version) {
            return set;
        }
        set = store.all();
        known = set;
        return set;
    }

    MetricSet current() {
        return at(store.version());
    }

    Optional<BillableMetric> find(BillableMetricId id) {
        return store.find(id);
    }

    /** The metric, except that it may have been archived since: the rest never changes, so a set of any age will do. */
    Optional<BillableMetric> definition(BillableMetricId id) {
        BillableMetric metric = known.find(id);
        return metric != null ? Optional.of(metric) : store.find(id);
    }

    /** @throws IllegalArgumentException if a question asks for what is not kept */
    List<AskedUsage> asked(Collection<UsageQuestion> questions) {
        return questions.stream().distinct().map(this::asked).toList();
    }

    private AskedUsage asked(UsageQuestion question) {
        BillableMetricId id = question.metric();
        BillableMetric asked =
                definition(id).orElseThrow(() -> new IllegalArgumentException("no billable metric " + id.value()));
        int set = asked.groupSetFor(question.groupKey())
                .orElseThrow(() -> new IllegalArgumentException(
                        "billable metric " + id.value() + " does not tell usage apart by " + question.groupKey()));
        List<String> declared = set == 0 ? List.of() : asked.groupKeys().get(set - 1);
        List<Integer> places = question.groupKey().stream()
                .map(name -> declared.indexOf(name) + 1)
                .toList();
        return new AskedUsage(question, asked.aggregationType(), set, places);
    }
}
