package io.downbeat.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Limits;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Texts;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/usage/groups}: one metric's usage by one customer, told apart by a group key. */
@RestController
final class GroupedUsageApi {
    private static final int LONGEST_IN_A_TOKEN = 100;
    private static final String CURRENT_PERIOD = "current_period";
    private static final Set<String> FIELDS = Set.of(
            "billable_metric_id",
            "customer_id",
            "window_size",
            CURRENT_PERIOD,
            "starting_on",
            "ending_before",
            "group_by",
            "group_key",
            "group_filters");

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record GroupView(
            Instant startingOn,
            Instant endingBefore,
            @Nullable String groupKey,
            @Nullable String groupValue,
            Map<String, String> group,
            BigDecimal value) {}

    /** What to tell apart, and which values of it to show; a name with no values shows all, as one that is left out does. */
    private record Grouping(List<String> key, Map<String, List<String>> values) {
        boolean shows(WindowQuantity window) {
            return values.entrySet().stream()
                    .allMatch(wanted -> wanted.getValue().isEmpty()
                            || wanted.getValue().contains(window.group().getOrDefault(wanted.getKey(), "")));
        }
    }

    private final Usage usage;
    private final Customers customers;
    private final BillingPeriods periods;
    private final InstantSource clock;

    GroupedUsageApi(Usage usage, Customers customers, BillingPeriods periods, InstantSource clock) {
        this.usage = usage;
        this.customers = customers;
        this.periods = periods;
        this.clock = clock;
    }

    @PostMapping("/v1/usage/groups")
    @Reads
    Page<GroupView> list(Body body, Query query) {
        body.knowsOnly(FIELDS);
        BillableMetric metric = usage.metric(new BillableMetricId(body.uuid("billable_metric_id")))
                .orElseThrow(() -> body.invalid("billable_metric_id", "no such billable metric"));
        UUID customer = body.uuid("customer_id");
        if (customers.resolve(List.of(customer.toString())).isEmpty()) {
            throw body.invalid("customer_id", "no such customer");
        }
        WindowSize size = body.oneOf("window_size", WindowSize.class);
        UsageRange range =
                body.flag(CURRENT_PERIOD, false) ? currentPeriod(body, new CustomerId(customer)) : UsageRange.of(body);
        Grouping grouping = grouping(body, metric);
        int limit = query.limit(100);
        var question =
                new UsageQuestion(new CustomerId(customer), metric.id(), range.from(), range.until(), grouping.key());
        String after = query.nextPage().map(place -> place.value(0)).orElse("");
        List<WindowQuantity> rows = usage.windows(question, size).stream()
                .filter(grouping::shows)
                .filter(window -> after.isEmpty() || place(window, grouping).compareTo(after) > 0)
                .sorted((one, other) -> place(one, grouping).compareTo(place(other, grouping)))
                .limit(limit + 1L)
                .toList();
        return Page.of(rows, limit, window -> PageToken.after(place(window, grouping)))
                .map(this::view);
    }

    /** The whole period that the customer is in. Whoever is in several at once has to say which hours are meant. */
    private UsageRange currentPeriod(Body body, CustomerId customer) {
        for (String bound : List.of("starting_on", "ending_before")) {
            if (body.has(bound)) {
                throw body.invalid(bound, "cannot be given beside current_period");
            }
        }
        SortedSet<ServicePeriod> all = periods.periodsAt(customer, clock.instant());
        if (all.size() == 1) {
            return new UsageRange(all.first().start(), all.first().end());
        }
        throw body.invalid(
                CURRENT_PERIOD,
                (all.isEmpty()
                                ? "no contract bills the customer's usage at this moment"
                                : "the customer's contracts are in different periods: "
                                        + all.stream()
                                                .map(period -> period.start() + " to " + period.end())
                                                .collect(Collectors.joining(", ")))
                        + "; give starting_on and ending_before");
    }

    /**
     * Windows in order of time, groups in order of how their values begin; no value can be taken for a separator. The
     * rest of a long value is told apart by its fingerprint: a token with the whole of it would fit into no address.
     */
    private static String place(WindowQuantity window, Grouping grouping) {
        StringBuilder place = new StringBuilder(window.from().toString());
        for (String name : grouping.key()) {
            String value = shortened(window.group().getOrDefault(name, ""));
            place.append(' ')
                    .append(value.replace("\\", "\\\\").replace(" ", "\\s").replace("\n", "\\n"));
        }
        return place.toString();
    }

    private static String shortened(String value) {
        return Texts.isLonger(value, LONGEST_IN_A_TOKEN)
                ? value.substring(0, value.offsetByCodePoints(0, LONGEST_IN_A_TOKEN)) + Fingerprint.of(List.of(value))
                : value;
    }

    private GroupView view(WindowQuantity window) {
        boolean single = window.group().size() == 1;
        return new GroupView(
                window.from(),
                window.until(),
                single ? window.group().keySet().iterator().next() : null,
                single ? window.group().values().iterator().next() : null,
                window.group(),
                window.quantity());
    }

    private static Grouping grouping(Body body, BillableMetric metric) {
        List<String> key = body.optionalTexts("group_key").orElse(List.of());
        Map<String, List<String>> values = new LinkedHashMap<>();
        body.optionalObject("group_filters").ifPresent(filters -> {
            filters.hasAtMost(Limits.MEMBERS);
            for (String name : filters.fields()) {
                values.put(name, filters.texts(name));
            }
        });
        if (body.has("group_by")) {
            if (!key.isEmpty() || !values.isEmpty()) {
                throw body.invalid("group_by", "is the older form of group_key and group_filters; give one of them");
            }
            Body group = body.object("group_by");
            group.knowsOnly(Set.of("key", "values"));
            key = List.of(group.text("key", 1, 1_000));
            String only = key.getFirst();
            group.optionalTexts("values").ifPresent(some -> values.put(only, some));
        }
        if (new HashSet<>(key).size() < key.size() || !metric.tellsApartBy(key)) {
            throw body.invalid(
                    body.has("group_by") ? "group_by.key" : "group_key", "must be one of the metric's group_keys");
        }
        if (!new HashSet<>(key).containsAll(values.keySet())) {
            throw body.invalid("group_filters", "must only name properties of group_key");
        }
        return new Grouping(key, values);
    }
}
