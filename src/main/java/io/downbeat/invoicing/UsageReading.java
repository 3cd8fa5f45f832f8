package io.downbeat.invoicing;

import io.downbeat.usage.Aggregation;
import io.downbeat.usage.BillableMetricId;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.Usage;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.WindowSize;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The usage behind invoices, in bulk: quantities alone, or with the hours in which they came together. */
final class UsageReading {
    private final Usage usage;
    /** What a metric is never changes. */
    private final Map<UUID, Aggregation> aggregations = new ConcurrentHashMap<>();

    UsageReading(Usage usage) {
        this.usage = usage;
    }

    Map<UsageQuestion, List<GroupUsage>> quantities(Collection<UsageQuestion> questions) {
        Map<UsageQuestion, List<GroupUsage>> answers = new HashMap<>();
        usage.quantities(questions)
                .forEach((question, groups) -> answers.put(
                        question,
                        groups.stream()
                                .map(group -> new GroupUsage(group.group(), group.quantity(), List.of()))
                                .toList()));
        return answers;
    }

    /**
     * Quantities with their growth, both from one read, so that an event that comes meanwhile is in both or neither.
     * Only UNIQUE needs its quantity asked apart: hours do not add up to it. Its growth is that of the hours, cut off
     * at the quantity.
     */
    Map<UsageQuestion, List<GroupUsage>> growth(Collection<UsageQuestion> questions) {
        List<UsageQuestion> unique = questions.stream()
                .filter(question -> aggregation(question) == Aggregation.UNIQUE)
                .toList();
        Map<UsageQuestion, List<GroupQuantity>> distinct = unique.isEmpty() ? Map.of() : usage.quantities(unique);
        Map<UsageQuestion, List<GroupUsage>> answers = new HashMap<>();
        usage.windows(questions, WindowSize.HOUR)
                .forEach((question, windows) -> answers.put(
                        question,
                        byGroup(windows).entrySet().stream()
                                .map(group -> of(question, group.getKey(), group.getValue(), distinct.get(question)))
                                .toList()));
        return answers;
    }

    private GroupUsage of(
            UsageQuestion question,
            Map<String, String> group,
            List<WindowQuantity> hours,
            @Nullable List<GroupQuantity> distinct) {
        BigDecimal most = distinct == null
                ? null
                : distinct.stream()
                        .filter(one -> one.group().equals(group))
                        .map(GroupQuantity::quantity)
                        .findFirst()
                        .orElse(BigDecimal.ZERO);
        List<Step> growth = growth(aggregation(question), hours, most);
        return new GroupUsage(group, most == null ? growth.getLast().soFar() : most, growth);
    }

    /** How a quantity grew, given each hour's own; windows come in order of time. */
    static List<Step> growth(Aggregation aggregation, List<WindowQuantity> hours, @Nullable BigDecimal distinct) {
        List<Step> steps = new ArrayList<>(hours.size());
        BigDecimal soFar = BigDecimal.ZERO;
        for (WindowQuantity hour : hours) {
            BigDecimal own = hour.quantity();
            soFar = switch (aggregation) {
                case COUNT, SUM -> soFar.add(own);
                case MAX -> steps.isEmpty() ? own : soFar.max(own);
                case LATEST -> own;
                case UNIQUE ->
                    distinct == null ? soFar.add(own) : soFar.add(own).min(distinct);
            };
            steps.add(new Step(hour.from(), soFar));
        }
        return steps;
    }

    private Aggregation aggregation(UsageQuestion question) {
        return aggregations.computeIfAbsent(
                question.metric(),
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
