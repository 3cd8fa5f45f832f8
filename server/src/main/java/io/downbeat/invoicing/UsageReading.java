package io.downbeat.invoicing;

import io.downbeat.rating.GroupUsage;
import io.downbeat.rating.IntervalUsage;
import io.downbeat.rating.UsageInterval;
import io.downbeat.usage.CountedUsage;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowSize;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Asks usage in bulk what rating wants to know of the intervals of some invoices. */
final class UsageReading {
    private UsageReading() {}

    /** @param withHours with the quantities after each hour */
    static Map<UsageInterval, List<GroupUsage>> read(
            CountedUsage usage, Collection<UsageInterval> intervals, boolean withHours) {
        if (intervals.isEmpty()) {
            return Map.of();
        }
        return withHours ? cumulative(usage, intervals) : IntervalUsage.ofEnds(intervals, ends(usage, intervals));
    }

    private static Map<UsageInterval, List<GroupUsage>> cumulative(
            CountedUsage usage, Collection<UsageInterval> intervals) {
        var distinct = ends(usage, IntervalUsage.notSumsOfHours(intervals, usage::aggregation));
        var hours = usage.windows(IntervalUsage.hours(intervals), WindowSize.HOUR);
        return IntervalUsage.ofHours(intervals, usage::aggregation, hours, distinct);
    }

    private static Map<UsageQuestion, List<GroupQuantity>> ends(
            CountedUsage usage, Collection<UsageInterval> intervals) {
        return intervals.isEmpty() ? Map.of() : usage.quantities(IntervalUsage.ends(intervals));
    }
}
