package io.downbeat.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.usage.UsageStore.UsedMetric;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.Metrics;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/usage}: the usage of customers and metrics, in windows; only windows with usage. */
@RestController
final class UsageApi {
    private static final Set<String> FIELDS =
            Set.of("starting_on", "ending_before", "window_size", "billable_metrics", "customer_ids");
    /** A page is made of whole metrics of a customer, so that it never ends inside one's windows. */
    private static final int MOST_ON_A_PAGE = 100;

    record UsageView(
            UUID billableMetricId,
            String billableMetricName,
            UUID customerId,
            Instant startTimestamp,
            Instant endTimestamp,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            BigDecimal value,

            @JsonInclude(content = JsonInclude.Include.ALWAYS, value = JsonInclude.Include.NON_NULL) @Nullable
            Map<String, @Nullable BigDecimal> groups) {}

    /** How one metric's usage is to be told apart; no values: all of them. */
    private record GroupBy(String key, List<String> values) {
        /** Values that were asked for and not used are there with nothing. */
        Map<String, @Nullable BigDecimal> shown(Map<String, BigDecimal> used) {
            if (values.isEmpty()) {
                return new LinkedHashMap<>(used);
            }
            Map<String, @Nullable BigDecimal> shown = new LinkedHashMap<>();
            values.forEach(value -> shown.put(value, used.get(value)));
            return shown;
        }
    }

    private final UsageStore store;
    private final Metrics metrics;

    UsageApi(UsageStore store, Metrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    @PostMapping("/v1/usage")
    @Reads
    Page<UsageView> list(Body body, Query query) {
        body.knowsOnly(FIELDS);
        WindowSize size = body.oneOf("window_size", WindowSize.class);
        UsageRange range = UsageRange.of(body);
        Map<BillableMetricId, @Nullable GroupBy> groupings = billableMetrics(body);
        UsedMetric after = query.nextPage()
                .map(place -> new UsedMetric(new CustomerId(place.uuid(0)), new BillableMetricId(place.uuid(1))))
                .orElse(null);
        List<CustomerId> customers = body.optionalUuids("customer_ids").orElse(List.of()).stream()
                .map(CustomerId::new)
                .toList();
        List<UsedMetric> used = store.usedMetrics(new UsageStore.UsedMetricsOf(
                range.from(), range.until(), customers, List.copyOf(groupings.keySet()), after, MOST_ON_A_PAGE + 1));
        Page<UsedMetric> page = Page.of(
                used,
                MOST_ON_A_PAGE,
                one -> PageToken.after(one.customer().value(), one.metric().value()));
        return new Page<>(rows(page.data(), range, size, groupings), page.nextPage());
    }

    private Map<BillableMetricId, @Nullable GroupBy> billableMetrics(Body body) {
        Map<BillableMetricId, @Nullable GroupBy> groupings = new LinkedHashMap<>();
        for (Body one : body.optionalObjects("billable_metrics")) {
            one.knowsOnly(Set.of("id", "group_by"));
            BillableMetricId id = new BillableMetricId(one.uuid("id"));
            if (groupings.containsKey(id)) {
                throw one.invalid("id", "is named twice; ask for each grouping by itself");
            }
            BillableMetric metric = metrics.find(id).orElseThrow(() -> one.invalid("id", "no such billable metric"));
            groupings.put(
                    id,
                    one.optionalObject("group_by")
                            .map(group -> groupBy(group, metric))
                            .orElse(null));
        }
        return groupings;
    }

    private static GroupBy groupBy(Body group, BillableMetric metric) {
        group.knowsOnly(Set.of("key", "values"));
        String key = group.text("key", 1, 1_000);
        if (!metric.tellsApartBy(List.of(key))) {
            throw group.invalid("key", "is in none of the metric's group_keys");
        }
        return new GroupBy(key, group.optionalTexts("values").orElse(List.of()));
    }

    private List<UsageView> rows(
            List<UsedMetric> all,
            UsageRange range,
            WindowSize size,
            Map<BillableMetricId, @Nullable GroupBy> groupings) {
        List<UsageQuestion> questions = new ArrayList<>();
        for (UsedMetric used : all) {
            questions.add(question(used, range, List.of()));
            GroupBy group = groupings.get(used.metric());
            if (group != null) {
                questions.add(question(used, range, List.of(group.key())));
            }
        }
        var answers = store.windows(UsageQuery.of(questions, metrics), size, UsageStore.Hours.STORED);
        List<UsageView> rows = new ArrayList<>();
        for (UsedMetric used : all) {
            GroupBy group = groupings.get(used.metric());
            Map<Instant, Map<String, BigDecimal>> grouped = group == null
                    ? Map.of()
                    : groups(group, answers.getOrDefault(question(used, range, List.of(group.key())), List.of()));
            for (WindowQuantity window : answers.getOrDefault(question(used, range, List.of()), List.of())) {
                rows.add(new UsageView(
                        used.metric().value(),
                        nameOf(used.metric()),
                        used.customer().value(),
                        window.from(),
                        window.until(),
                        window.quantity(),
                        group == null ? null : group.shown(grouped.getOrDefault(window.from(), Map.of()))));
            }
        }
        return rows;
    }

    private static Map<Instant, Map<String, BigDecimal>> groups(GroupBy by, List<WindowQuantity> windows) {
        Map<Instant, Map<String, BigDecimal>> groups = new HashMap<>();
        for (WindowQuantity window : windows) {
            groups.computeIfAbsent(window.from(), none -> new LinkedHashMap<>())
                    .put(window.group().getOrDefault(by.key(), ""), window.quantity());
        }
        return groups;
    }

    private String nameOf(BillableMetricId metric) {
        return metrics.definition(metric)
                .map(BillableMetric::name)
                .orElseThrow(() -> Refused.notFound("no billable metric " + metric.value()));
    }

    private static UsageQuestion question(UsedMetric used, UsageRange range, List<String> groupKey) {
        return new UsageQuestion(used.customer(), used.metric(), range.from(), range.until(), groupKey);
    }
}
