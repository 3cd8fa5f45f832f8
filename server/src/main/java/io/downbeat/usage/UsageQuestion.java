package io.downbeat.usage;

import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;

/**
 * How much a customer used of a metric in {@code [from, until)}.
 *
 * @param from inclusive, on the hour
 * @param until exclusive, on the hour, after {@code from}
 * @param groupKey the properties to tell the usage apart by; empty: all in one
 * @param filters which usage counts: each filter looks at what is used while it holds, and all counts while none does. The
 *     quantity is what the metric says of the events that pass, as if there were no others
 */
public record UsageQuestion(
        CustomerId customer,
        BillableMetricId metric,
        Instant from,
        Instant until,
        List<String> groupKey,
        Timeline<UsageFilter> filters) {
    /** @throws IllegalArgumentException if an instant is off the hour or the range is empty: usage is kept by the hour */
    public UsageQuestion {
        if (!onTheHour(from) || !onTheHour(until) || !from.isBefore(until)) {
            throw new IllegalArgumentException("usage is kept by the hour: [" + from + ", " + until + ")");
        }
        groupKey = List.copyOf(groupKey);
        if (new HashSet<>(groupKey).size() < groupKey.size()) {
            throw new IllegalArgumentException("a group key names a property twice: " + groupKey);
        }
    }

    /** Of all usage. */
    public UsageQuestion(
            CustomerId customer, BillableMetricId metric, Instant from, Instant until, List<String> groupKey) {
        this(customer, metric, from, until, groupKey, Timeline.empty());
    }

    static boolean onTheHour(Instant instant) {
        return instant.truncatedTo(ChronoUnit.HOURS).equals(instant);
    }
}
