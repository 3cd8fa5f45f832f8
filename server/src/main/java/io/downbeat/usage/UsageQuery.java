package io.downbeat.usage;

import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.Metrics;
import java.util.Collection;
import java.util.List;

/**
 * A usage question with the metric's declared group key that answers it.
 *
 * @param groupSet the declared set to read; 0: ungrouped
 * @param places where each name of the question's group key stands in that set, counted from 1
 */
record UsageQuery(UsageQuestion question, Aggregation aggregation, int groupSet, List<Integer> places) {
    UsageQuery {
        places = List.copyOf(places);
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
        int set = metric.groupSetFor(question.groupKey())
                .orElseThrow(() -> new IllegalArgumentException(
                        "billable metric " + id.value() + " does not tell usage apart by " + question.groupKey()));
        List<String> declared = set == 0 ? List.of() : metric.groupKeys().get(set - 1);
        List<Integer> places = question.groupKey().stream()
                .map(name -> declared.indexOf(name) + 1)
                .toList();
        return new UsageQuery(question, metric.aggregationType(), set, places);
    }
}
