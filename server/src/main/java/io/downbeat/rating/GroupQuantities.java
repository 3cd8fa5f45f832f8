package io.downbeat.rating;

import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers about usage, found by question and group. */
record GroupQuantities(Map<UsageQuestion, Map<Map<String, String>, BigDecimal>> answers) {

    static GroupQuantities of(Map<UsageQuestion, List<GroupQuantity>> answers) {
        Map<UsageQuestion, Map<Map<String, String>, BigDecimal>> found = new HashMap<>();
        answers.forEach((question, groups) -> {
            Map<Map<String, String>, BigDecimal> quantities = new LinkedHashMap<>();
            groups.forEach(group -> quantities.put(group.group(), group.quantity()));
            found.put(question, quantities);
        });
        return new GroupQuantities(found);
    }

    /** Every group with usage up to the interval's end. */
    Map<Map<String, String>, BigDecimal> atEnd(UsageInterval interval) {
        return answers.getOrDefault(interval.upToEnd(), Map.of());
    }

    /** {@code null}: the group used nothing before the interval. */
    @Nullable
    BigDecimal atStart(UsageInterval interval, Map<String, String> group) {
        UsageQuestion question = interval.upToStart().orElse(null);
        return question == null
                ? null
                : answers.getOrDefault(question, Map.of()).get(group);
    }
}
