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
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what the page of usage shows: thirty days and today, by metric, by day, and by the groups that the link names. */
final class ComposeUsage {
    private static final int DAYS = 30;
    private static final int METRICS = 50;
    private static final int VALUES = 50;

    private final Customers customers;
    private final Usage usage;
    private final BusinessClock clock;

    ComposeUsage(Customers customers, Usage usage, BusinessClock clock) {
        this.customers = customers;
        this.usage = usage;
        this.clock = clock;
    }

    UsagePage page(EmbeddedView view, String link) {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        Instant from = today.minus(DAYS, ChronoUnit.DAYS);
        Instant until = today.plus(1, ChronoUnit.DAYS);
        List<BillableMetric> used = usage.used(new CustomerId(view.customer()), from, until, METRICS + 1);
        List<Asked> asked = used.stream()
                .limit(METRICS)
                .map(metric -> Asked.of(metric, view, from, until))
                .toList();
        Map<UsageQuestion, List<GroupQuantity>> sums =
                usage.quantities(asked.stream().flatMap(Asked::all).toList());
        Map<UsageQuestion, List<WindowQuantity>> days =
                usage.windows(asked.stream().map(Asked::whole).toList(), WindowSize.DAY);
        return new UsagePage(
                EmbeddedStyle.path(link),
                customers.require(new CustomerId(view.customer())).name(),
                Moments.day(from) + " to " + Moments.day(today) + ", in UTC"
                        + (used.size() > METRICS ? "; the first " + METRICS + " metrics, more were used" : ""),
                asked.stream().map(one -> used(one, sums, days)).toList());
    }

    /** What is asked of one metric: all of it, and by each group that it tells apart. */
    private record Asked(BillableMetric metric, UsageQuestion whole, Map<EmbeddedView.Group, UsageQuestion> parts) {

        static Asked of(BillableMetric metric, EmbeddedView view, Instant from, Instant until) {
            CustomerId customer = new CustomerId(view.customer());
            Map<EmbeddedView.Group, UsageQuestion> parts = new LinkedHashMap<>();
            for (EmbeddedView.Group group : view.groups()) {
                if (metric.tellsApartBy(List.of(group.key()))) {
                    parts.put(group, new UsageQuestion(customer, metric.id(), from, until, List.of(group.key())));
                }
            }
            return new Asked(metric, new UsageQuestion(customer, metric.id(), from, until, List.of()), parts);
        }

        Stream<UsageQuestion> all() {
            return Stream.concat(Stream.of(whole), parts.values().stream());
        }
    }

    private static UsagePage.Used used(
            Asked asked, Map<UsageQuestion, List<GroupQuantity>> sums, Map<UsageQuestion, List<WindowQuantity>> days) {
        BigDecimal total = sums.getOrDefault(asked.whole(), List.of()).stream()
                .map(GroupQuantity::quantity)
                .findFirst()
                .orElse(BigDecimal.ZERO);
        List<UsagePage.Group> groups = new ArrayList<>();
        asked.parts().forEach((group, question) -> groups.add(group(group, sums.getOrDefault(question, List.of()))));
        return new UsagePage.Used(
                asked.metric().name(),
                Figures.quantity(total),
                days.getOrDefault(asked.whole(), List.of()).stream()
                        .filter(day -> day.quantity().signum() != 0)
                        .sorted(Comparator.comparing(WindowQuantity::from).reversed())
                        .map(day -> new UsagePage.Row(Moments.day(day.from()), Figures.quantity(day.quantity())))
                        .toList(),
                groups);
    }

    private static UsagePage.Group group(EmbeddedView.Group named, List<GroupQuantity> quantities) {
        return new UsagePage.Group(
                named.name(),
                quantities.size() > VALUES
                        ? ", the " + VALUES + " with the most of " + Figures.count(quantities.size())
                        : "",
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
