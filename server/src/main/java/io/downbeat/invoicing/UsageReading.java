package io.downbeat.invoicing;

import io.downbeat.usage.Usage;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.WindowSize;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The usage behind invoices, in bulk: quantities alone, or with the hours in which they came together. Both name the
 * groups that a interval changed, and no others: what stayed as it was has nothing to bill there.
 */
final class UsageReading {
    private final Usage usage;
    /** What a metric is never changes. */
    private final Map<UUID, Aggregation> aggregations = new ConcurrentHashMap<>();

    UsageReading(Usage usage) {
        this.usage = usage;
    }

    /** Both ends of every interval come from one read, so that stretches that meet agree on where. */
    Map<UsageInterval, List<GroupUsage>> quantities(Collection<UsageInterval> stretches) {
        GroupQuantities ends = ends(stretches);
        Map<UsageInterval, List<GroupUsage>> answers = new HashMap<>();
        for (UsageInterval interval : stretches) {
            List<GroupUsage> changed = new ArrayList<>();
            ends.atEnd(interval)
                    .forEach((group, atEnd) ->
                            addChanged(changed, group, ends.atStart(interval, group), atEnd, List.of()));
            answers.put(interval, changed);
        }
        return answers;
    }

    /**
     * Quantities with their cumulative, both from one read, so that an event that comes meanwhile is in both or neither.
     * Only UNIQUE needs its quantities asked apart: hours do not add up to them. Its cumulative is that of the hours, cut
     * off at the quantity.
     */
    Map<UsageInterval, List<GroupUsage>> cumulative(Collection<UsageInterval> stretches) {
        GroupQuantities distinct = ends(stretches.stream()
                .filter(interval -> aggregation(interval) == Aggregation.UNIQUE)
                .toList());
        Map<UsageInterval.Count, Map<Map<String, String>, List<WindowQuantity>>> hours = hours(stretches);
        Map<UsageInterval, List<GroupUsage>> answers = new HashMap<>();
        for (UsageInterval interval : stretches) {
            List<GroupUsage> changed = new ArrayList<>();
            hours.getOrDefault(interval.count(), Map.of())
                    .forEach((group, its) -> addChanged(changed, interval, group, its, distinct));
            answers.put(interval, changed);
        }
        return answers;
    }

    private void addChanged(
            List<GroupUsage> changed,
            UsageInterval interval,
            Map<String, String> group,
            List<WindowQuantity> hours,
            GroupQuantities distinct) {
        Aggregation aggregation = aggregation(interval);
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
     * How a quantity grew, given each hour's own; windows come in order of time.
     *
     * @param atStart as it stood before the first of them; {@code null}: there was nothing
     * @param distinct where UNIQUE stops growing; {@code null} for every other metric
     */
    static List<QuantityPoint> cumulative(
            Aggregation aggregation,
            @Nullable BigDecimal atStart,
            List<WindowQuantity> hours,
            @Nullable BigDecimal distinct) {
        List<QuantityPoint> steps = new ArrayList<>(hours.size());
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
            steps.add(new QuantityPoint(hour.from(), soFar));
        }
        return steps;
    }

    private static @Nullable BigDecimal last(List<QuantityPoint> cumulative, @Nullable BigDecimal atStart) {
        return cumulative.isEmpty() ? atStart : cumulative.getLast().soFar();
    }

    private GroupQuantities ends(Collection<UsageInterval> stretches) {
        Set<UsageQuestion> questions = new LinkedHashSet<>();
        for (UsageInterval interval : stretches) {
            questions.add(interval.upToEnd());
            interval.upToStart().ifPresent(questions::add);
        }
        return GroupQuantities.of(questions.isEmpty() ? Map.of() : usage.quantities(questions));
    }

    /** The hours of each count by group, read once for all its stretches. */
    private Map<UsageInterval.Count, Map<Map<String, String>, List<WindowQuantity>>> hours(
            Collection<UsageInterval> stretches) {
        Map<UsageInterval.Count, Instant> ends = new LinkedHashMap<>();
        stretches.forEach(interval ->
                ends.merge(interval.count(), interval.until(), (one, other) -> one.isAfter(other) ? one : other));
        List<UsageQuestion> questions = new ArrayList<>();
        ends.forEach((count, end) -> questions.add(count.upTo(end)));
        Map<UsageQuestion, List<WindowQuantity>> windows = usage.windows(questions, WindowSize.HOUR);
        Map<UsageInterval.Count, Map<Map<String, String>, List<WindowQuantity>>> hours = new HashMap<>();
        ends.forEach((count, end) -> hours.put(count, byGroup(windows.getOrDefault(count.upTo(end), List.of()))));
        return hours;
    }

    private Aggregation aggregation(UsageInterval interval) {
        return aggregations.computeIfAbsent(
                interval.count().metric(),
                id -> usage.metric(new BillableMetricId(id))
                        .orElseThrow(() -> new IllegalArgumentException("no billable metric " + id))
                        .aggregationType());
    }

    private static Map<Map<String, String>, List<WindowQuantity>> byGroup(List<WindowQuantity> windows) {
        Map<Map<String, String>, List<WindowQuantity>> groups = new LinkedHashMap<>();
        windows.forEach(window -> groups.computeIfAbsent(window.group(), none -> new ArrayList<>())
                .add(window));
        return groups;
    }
}
