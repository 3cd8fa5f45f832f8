package io.downbeat.usage;

import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetricId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How much was used of what is counted: of the events that are stored ({@link Usage}), or of what might have been. */
public interface CountedUsage {
    /**
     * Answers every question. A group without usage is not in its list; a question without any has an empty list, also an
     * ungrouped one.
     *
     * @throws IllegalArgumentException if a metric is unknown or does not tell its usage apart by the group key asked for
     */
    Map<UsageQuestion, List<GroupQuantity>> quantities(Collection<UsageQuestion> questions);

    /**
     * The same cut into windows, in order of time; only windows with usage.
     *
     * @throws IllegalArgumentException as {@link #quantities}
     */
    Map<UsageQuestion, List<WindowQuantity>> windows(Collection<UsageQuestion> questions, WindowSize size);

    /**
     * How a metric's windows become one quantity.
     *
     * @throws IllegalArgumentException if the metric is unknown
     */
    Aggregation aggregation(BillableMetricId metric);
}
