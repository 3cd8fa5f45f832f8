package io.downbeat.embedded;

import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.Usage;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.WindowSize;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.Metrics;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads what the page of usage shows: thirty days and today, by metric, by day, and by the groups that the link names. */
final class ComposeUsage {
    private static final int DAYS = 30;
    private static final int METRICS = 50;
    private static final int VALUES = 50;

    private final Customers customers;
    private final Metrics metrics;
    private final Usage usage;
    private final BusinessClock clock;

    ComposeUsage(Customers customers, Metrics metrics, Usage usage, BusinessClock clock) {
        this.customers = customers;
        this.metrics = metrics;
        this.usage = usage;
        this.clock = clock;
    }

    UsagePage page(EmbeddedView view, String link) {
        CustomerId customer = new CustomerId(view.customer());
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        Instant from = today.minus(DAYS, ChronoUnit.DAYS);
        Instant until = today.plus(1, ChronoUnit.DAYS);
        List<BillableMetric> shown =
                metrics.current().live().stream().limit(METRICS).toList();
        Map<BillableMetric, UsageQuestion> whole = new LinkedHashMap<>();
        shown.forEach(metric -> whole.put(metric, new UsageQuestion(customer, metric.id(), from, until, List.of())));
        Map<BillableMetric, Map<EmbeddedView.Group, UsageQuestion>> parts = new LinkedHashMap<>();
        shown.forEach(metric -> parts.put(metric, parts(metric, view, customer, from, until)));
        List<UsageQuestion> sums = new ArrayList<>(whole.values());
        parts.values().forEach(each -> sums.addAll(each.values()));
        Map<UsageQuestion, List<GroupQuantity>> quantities = usage.quantities(sums);
        Map<UsageQuestion, List<WindowQuantity>> days = usage.windows(whole.values(), WindowSize.DAY);
        return new UsagePage(
                EmbeddedStyle.path(link),
                customers.require(customer).name(),
                Moments.day(from) + " to " + Moments.day(today) + ", in UTC",
                shown.stream()
                        .map(metric -> used(
                                metric,
                                quantities,
                                days.getOrDefault(whole.get(metric), List.of()),
                                Objects.requireNonNull(whole.get(metric)),
                                Objects.requireNonNull(parts.get(metric))))
                        .toList());
    }

    private static Map<EmbeddedView.Group, UsageQuestion> parts(
            BillableMetric metric, EmbeddedView view, CustomerId customer, Instant from, Instant until) {
        Map<EmbeddedView.Group, UsageQuestion> parts = new LinkedHashMap<>();
        for (EmbeddedView.Group group : view.groups()) {
            if (metric.tellsApartBy(List.of(group.key()))) {
                parts.put(group, new UsageQuestion(customer, metric.id(), from, until, List.of(group.key())));
            }
        }
        return parts;
    }

    private static UsagePage.Used used(
            BillableMetric metric,
            Map<UsageQuestion, List<GroupQuantity>> quantities,
            List<WindowQuantity> days,
            UsageQuestion whole,
            Map<EmbeddedView.Group, UsageQuestion> parts) {
        BigDecimal total = quantities.getOrDefault(whole, List.of()).stream()
                .map(GroupQuantity::quantity)
                .findFirst()
                .orElse(BigDecimal.ZERO);
        List<UsagePage.Group> groups = new ArrayList<>();
        parts.forEach((group, question) -> groups.add(group(group, quantities.getOrDefault(question, List.of()))));
        return new UsagePage.Used(
                metric.name(),
                Figures.quantity(total),
                days.stream()
                        .filter(day -> day.quantity().signum() != 0)
                        .sorted(Comparator.comparing(WindowQuantity::from).reversed())
                        .map(day -> new UsagePage.Row(Moments.day(day.from()), Figures.quantity(day.quantity())))
                        .toList(),
                groups);
    }

    private static UsagePage.Group group(EmbeddedView.Group named, List<GroupQuantity> quantities) {
        return new UsagePage.Group(
                named.name(),
                quantities.stream()
                        .sorted(Comparator.comparing(GroupQuantity::quantity).reversed())
                        .limit(VALUES)
                        .map(each -> {
                            String value = each.group().getOrDefault(named.key(), "");
                            return new UsagePage.Row(
                                    named.values().getOrDefault(value, value), Figures.quantity(each.quantity()));
                        })
                        .toList());
    }
}
