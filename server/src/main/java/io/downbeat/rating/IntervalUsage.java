package io.downbeat.rating;

import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to ask usage for intervals of prices, and what its answers say of each: quantities alone, or with the hours in
 * which they grew. Both name the groups that an interval changed, and no others: what stayed as it was has nothing to
 * bill there. Pure.
 */
public final class IntervalUsage {
    private IntervalUsage() {}

    /**
     * The questions whose answers {@link #ofEnds} takes. All in one read, so that intervals that meet agree on where.
     */
    public static Set<UsageQuestion> ends(Collection<UsageInterval> intervals) {
        Set<UsageQuestion> questions = new LinkedHashSet<>();
        for (UsageInterval interval : intervals) {
            questions.add(interval.upToEnd());
            interval.upToStart().ifPresent(questions::add);
        }
        return questions;
    }

    /** Those of the intervals whose quantity at both ends must be asked apart, because hours do not add up to it. */
    public static List<UsageInterval> notSumsOfHours(
            Collection<UsageInterval> intervals, Function<BillableMetricId, Aggregation> aggregation) {
        return intervals.stream()
                .filter(interval -> aggregation.apply(interval.count().metric()) == Aggregation.UNIQUE)
                .toList();
    }

    /** The hours of each count up to the end of its last interval, for {@link #ofHours}. */
    public static List<UsageQuestion> hours(Collection<UsageInterval> intervals) {
        List<UsageQuestion> questions = new ArrayList<>();
        lastEnds(intervals).forEach((count, end) -> questions.add(count.upTo(end)));
        return questions;
    }

    public static Map<UsageInterval, List<GroupUsage>> ofEnds(
            Collection<UsageInterval> intervals, Map<UsageQuestion, List<GroupQuantity>> answers) {
        GroupQuantities ends = GroupQuantities.of(answers);
        Map<UsageInterval, List<GroupUsage>> usage = new HashMap<>();
        for (UsageInterval interval : intervals) {
            List<GroupUsage> changed = new ArrayList<>();
            ends.atEnd(interval)
                    .forEach((group, atEnd) ->
                            addChanged(changed, group, ends.atStart(interval, group), atEnd, List.of()));
            usage.put(interval, changed);
        }
        return usage;
    }

    /**
     * Quantities with their growth by the hour, both from one answer, so that an event that comes meanwhile is in
     * both or neither. UNIQUE's is that of the hours, cut off at its quantity.
     *
     * @param hours the answers to {@link #hours}
     * @param distinct the answers to {@link #ends} of {@link #notSumsOfHours}
     */
    public static Map<UsageInterval, List<GroupUsage>> ofHours(
            Collection<UsageInterval> intervals,
            Function<BillableMetricId, Aggregation> aggregation,
            Map<UsageQuestion, List<WindowQuantity>> hours,
            Map<UsageQuestion, List<GroupQuantity>> distinct) {
        GroupQuantities ends = GroupQuantities.of(distinct);
        Map<UsageInterval.Count, Map<Map<String, String>, List<WindowQuantity>>> byCount = byCount(intervals, hours);
        Map<UsageInterval, List<GroupUsage>> usage = new HashMap<>();
        for (UsageInterval interval : intervals) {
            Aggregation how = aggregation.apply(interval.count().metric());
            List<GroupUsage> changed = new ArrayList<>();
            byCount.getOrDefault(interval.count(), Map.of())
                    .forEach((group, its) -> addChanged(changed, interval, how, group, its, ends));
            usage.put(interval, changed);
        }
        return usage;
    }

    private static void addChanged(
            List<GroupUsage> changed,
            UsageInterval interval,
            Aggregation aggregation,
            Map<String, String> group,
            List<WindowQuantity> hours,
            GroupQuantities distinct) {
        List<WindowQuantity> before = hours.stream()
                .filter(hour -> hour.from().isBefore(interval.from()))
                .toList();
        List<WindowQuantity> inside =
                hours.stream().filter(hour -> interval.contains(hour.from())).toList();
        if (aggregation == Aggregation.UNIQUE) {
            BigDecimal atStart = distinct.atStart(interval, group);
            BigDecimal atEnd = distinct.atEnd(interval).get(group);
            // Not there: the group begins in a later interval, or with an event that came after this was read.
            if (atEnd != null) {
                addChanged(changed, group, atStart, atEnd, cumulative(aggregation, atStart, inside, atEnd));
            }
        } else {
            BigDecimal atStart = last(cumulative(aggregation, null, before, null), null);
            List<QuantityPoint> cumulative = cumulative(aggregation, atStart, inside, null);
            BigDecimal atEnd = last(cumulative, atStart);
            if (atEnd != null) {
                addChanged(changed, group, atStart, atEnd, cumulative);
            }
        }
    }

    private static void addChanged(
            List<GroupUsage> changed,
            Map<String, String> group,
            @Nullable BigDecimal atStart,
            BigDecimal atEnd,
            List<QuantityPoint> cumulative) {
        if (atStart == null || atStart.compareTo(atEnd) != 0) {
            changed.add(new GroupUsage(group, atStart == null ? BigDecimal.ZERO : atStart, atEnd, cumulative));
        }
    }

    /**
     * The quantity after each hour, from each hour's own quantity; windows come in order of time.
     *
     * @param atStart as it stood before the first of them; {@code null}: there was nothing
     * @param distinct where UNIQUE stops growing; {@code null} for every other metric
     */
    static List<QuantityPoint> cumulative(
            Aggregation aggregation,
            @Nullable BigDecimal atStart,
            List<WindowQuantity> hours,
            @Nullable BigDecimal distinct) {
        List<QuantityPoint> points = new ArrayList<>(hours.size());
        BigDecimal soFar = atStart;
        for (WindowQuantity hour : hours) {
            BigDecimal own = hour.quantity();
            BigDecimal sum = soFar == null ? own : soFar.add(own);
            soFar = switch (aggregation) {
                case COUNT, SUM -> sum;
                case MAX -> soFar == null ? own : soFar.max(own);
                case LATEST -> own;
                case UNIQUE -> distinct == null ? sum : sum.min(distinct);
            };
            points.add(new QuantityPoint(hour.from(), soFar));
        }
        return points;
    }

    private static @Nullable BigDecimal last(List<QuantityPoint> cumulative, @Nullable BigDecimal atStart) {
        return cumulative.isEmpty() ? atStart : cumulative.getLast().soFar();
    }

    private static Map<UsageInterval.Count, Instant> lastEnds(Collection<UsageInterval> intervals) {
        Map<UsageInterval.Count, Instant> ends = new LinkedHashMap<>();
        intervals.forEach(interval ->
                ends.merge(interval.count(), interval.until(), (one, other) -> one.isAfter(other) ? one : other));
        return ends;
    }

    /** The hours of each count by group. */
    private static Map<UsageInterval.Count, Map<Map<String, String>, List<WindowQuantity>>> byCount(
            Collection<UsageInterval> intervals, Map<UsageQuestion, List<WindowQuantity>> windows) {
        Map<UsageInterval.Count, Map<Map<String, String>, List<WindowQuantity>>> hours = new HashMap<>();
        lastEnds(intervals)
                .forEach((count, end) -> hours.put(count, byGroup(windows.getOrDefault(count.upTo(end), List.of()))));
        return hours;
    }

    private static Map<Map<String, String>, List<WindowQuantity>> byGroup(List<WindowQuantity> windows) {
        Map<Map<String, String>, List<WindowQuantity>> groups = new LinkedHashMap<>();
        windows.forEach(window -> groups.computeIfAbsent(window.group(), none -> new ArrayList<>())
                .add(window));
        return groups;
    }
}
