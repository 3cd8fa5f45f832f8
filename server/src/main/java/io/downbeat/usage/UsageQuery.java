package io.downbeat.usage;

import io.downbeat.core.Timeline;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A usage question with the metric's declared group keys that answer it.
 *
 * @param stretches where in time what counts; without filters the whole range is one
 */
record UsageQuery(UsageQuestion question, Aggregation aggregation, List<Stretch> stretches) {

    /**
     * Where one filter holds, or none.
     *
     * @param groupSet the declared set to read; 0: ungrouped
     * @param places where each name of the question's group key stands in that set, counted from 1
     * @param filter where the filter's group key stands in it; {@code null}: everything passes
     * @param passing the values that pass the filter
     */
    record Stretch(
            Instant from,
            Instant until,
            int groupSet,
            List<Integer> places,
            @Nullable Integer filter,
            Set<String> passing) {
        Stretch {
            places = List.copyOf(places);
            passing = Set.copyOf(passing);
        }
    }

    UsageQuery {
        stretches = List.copyOf(stretches);
    }

    /** Unless it is, it is one stretch. */
    boolean isFiltered() {
        return question.filters().size() > 0;
    }

    /** @throws IllegalArgumentException if a question asks for what is not kept */
    static List<UsageQuery> of(Collection<UsageQuestion> questions, Metrics metrics) {
        return questions.stream()
                .distinct()
                .map(question -> of(question, metrics))
                .toList();
    }

    private static UsageQuery of(UsageQuestion question, Metrics metrics) {
        BillableMetricId id = question.metric();
        BillableMetric metric = metrics.definition(id)
                .orElseThrow(() -> new IllegalArgumentException("no billable metric " + id.value()));
        if (!metric.tellsApartBy(question.groupKey())) {
            throw new IllegalArgumentException(
                    "billable metric " + id.value() + " does not tell usage apart by " + question.groupKey());
        }
        List<Stretch> stretches = new ArrayList<>();
        Instant from = question.from();
        while (from.isBefore(question.until())) {
            Instant until = question.filters()
                    .nextChangeAfter(from)
                    .filter(question.until()::isAfter)
                    .orElse(question.until());
            UsageFilter filter =
                    question.filters().at(from).map(Timeline.Segment::value).orElse(null);
            stretch(metric, question.groupKey(), from, until, filter).ifPresent(stretches::add);
            from = until;
        }
        return new UsageQuery(question, metric.aggregationType(), stretches);
    }

    /**
     * Empty if the metric does not tell its usage apart by the filter's key, as may be of one that came after the filter:
     * none of its usage is known to pass.
     */
    private static Optional<Stretch> stretch(
            BillableMetric metric, List<String> groupKey, Instant from, Instant until, @Nullable UsageFilter filter) {
        Set<String> names = new LinkedHashSet<>(groupKey);
        if (filter != null) {
            names.add(filter.groupKey());
        }
        return metric.groupSetFor(List.copyOf(names)).map(set -> {
            List<String> declared = set == 0 ? List.of() : metric.groupKeys().get(set - 1);
            return new Stretch(
                    from,
                    until,
                    set,
                    groupKey.stream().map(name -> declared.indexOf(name) + 1).toList(),
                    filter == null ? null : declared.indexOf(filter.groupKey()) + 1,
                    filter == null ? Set.of() : filter.groupValues());
        });
    }
}
