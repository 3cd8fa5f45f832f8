package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageFilter;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowSize;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Hourly usage against a recomputation from the events, for random streams in random requests. */
class AggregatesMatchEventsTest {
    private static final Instant NOW = Instant.parse("2025-01-15T12:30:00Z");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Nothing, then one value of one property, two values of another, and a value that nothing has. */
    private static final Timeline<UsageFilter> FILTERS = Timeline.<UsageFilter>empty()
            .with(Instant.parse("2025-01-13T18:00:00Z"), new UsageFilter("region", Set.of("eu")))
            .with(Instant.parse("2025-01-14T12:00:00Z"), new UsageFilter("tier", Set.of("a", "b")))
            .with(Instant.parse("2025-01-15T08:00:00Z"), new UsageFilter("tier", Set.of("z")));

    private static TestDatabase database;
    private static UsageNode node;
    private static List<BillableMetric> metrics;

    record Sent(int id, int customer, int minutesAgo, int nanos, String tokens, String region, String tier) {}

    @BeforeContainer
    static void start() {
        database = TestPostgres.migrated();
        node = new UsageNode(database, InstantSource.fixed(NOW));
        metrics = Arrays.stream(Aggregation.values())
                .map(aggregation -> node.metric(TestMetrics.aggregate(node, aggregation, "region", "tier")))
                .toList();
    }

    @AfterContainer
    static void stop() {
        node.close();
        database.close();
    }

    @Provide
    Arbitrary<List<List<Sent>>> requests() {
        Arbitrary<Sent> event = Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.oneOf(Arbitraries.integers().between(0, 50 * 60), Arbitraries.of(0, 60)),
                        // Around a microsecond, which is where the database's own type ends.
                        Arbitraries.of(0, 1, 999, 1_000, 1_001),
                        Arbitraries.of("1", "2.50", "2.5", "-3", "0", "none", "1e2"),
                        Arbitraries.of("eu", "us"),
                        Arbitraries.of("a", "b", "c"))
                .as(Sent::new);
        return event.list().ofMinSize(1).ofMaxSize(12).list().ofMinSize(1).ofMaxSize(8);
    }

    @Property(tries = 25)
    void hours_say_what_the_events_say(@ForAll("requests") List<List<Sent>> requests) {
        int run = NUMBER.incrementAndGet();
        // The first customer is known from the start, the second only after half of the requests.
        CustomerId first = node.customer("first" + run);
        List<Sent> accepted = new ArrayList<>();
        CustomerId second = null;
        for (int i = 0; i < requests.size(); i++) {
            if (i == requests.size() / 2) {
                second = node.customer("second" + run);
            }
            node.queue.write(
                    requests.get(i).stream().map(sent -> event(run, sent)).toList());
            List<Sent> fresh = new ArrayList<>();
            for (Sent sent : requests.get(i)) {
                if (accepted.stream().noneMatch(earlier -> earlier.id() == sent.id())
                        && fresh.stream().noneMatch(earlier -> earlier.id() == sent.id())) {
                    fresh.add(sent);
                }
            }
            // Events of one request arrive at one moment; the transaction id puts them in order (decision 0002).
            fresh.sort(Comparator.comparing(sent -> event(run, sent).transactionId()));
            accepted.addAll(fresh);
        }
        List<CustomerId> customers = List.of(first, second);
        for (BillableMetric metric : metrics) {
            for (int customer = 0; customer < 2; customer++) {
                for (List<String> groupKey : List.of(
                        List.<String>of(), List.of("region", "tier"), List.of("tier", "region"), List.of("tier"))) {
                    compare(run, metric, customers.get(customer), customer, groupKey, accepted);
                }
            }
        }
    }

    private static void compare(
            int run, BillableMetric metric, CustomerId id, int customer, List<String> groupKey, List<Sent> accepted) {
        compare(run, metric, id, customer, groupKey, Timeline.empty(), accepted);
        compare(run, metric, id, customer, groupKey, FILTERS, accepted);
    }

    private static void compare(
            int run,
            BillableMetric metric,
            CustomerId id,
            int customer,
            List<String> groupKey,
            Timeline<UsageFilter> filters,
            List<Sent> accepted) {
        UsageQuestion question =
                new UsageQuestion(id, metric.id(), TestMetrics.FROM, TestMetrics.UNTIL, groupKey, filters);
        // Twelve hours in the middle, too: a range must combine its own hours only.
        UsageQuestion part = new UsageQuestion(
                id,
                metric.id(),
                Instant.parse("2025-01-14T06:00:00Z"),
                Instant.parse("2025-01-14T18:00:00Z"),
                groupKey,
                filters);
        var answers = node.usage.quantities(List.of(question, part));
        assertThat(plain(answers.get(question))).isEqualTo(recomputed(run, metric, customer, question, accepted));
        assertThat(plain(answers.get(part))).isEqualTo(recomputed(run, metric, customer, part, accepted));
        assertThat(node.usage.windows(part, WindowSize.HOUR)).allSatisfy(window -> {
            UsageQuestion hour = new UsageQuestion(id, metric.id(), window.from(), window.until(), groupKey, filters);
            assertThat(recomputed(run, metric, customer, hour, accepted))
                    .containsEntry(new TreeMap<>(window.group()).toString(), plain(window.quantity()));
        });
    }

    private static Map<String, BigDecimal> recomputed(
            int run, BillableMetric metric, int customer, UsageQuestion question, List<Sent> accepted) {
        boolean numbersOnly =
                metric.aggregationType() != Aggregation.COUNT && metric.aggregationType() != Aggregation.UNIQUE;
        Map<String, List<Sent>> groups = new TreeMap<>();
        for (Sent sent : accepted) {
            UsageEvent event = event(run, sent);
            boolean inRange = !event.timestamp().isBefore(question.from())
                    && event.timestamp().isBefore(question.until());
            boolean passes = question.filters()
                    .at(event.timestamp())
                    .map(Timeline.Segment::value)
                    .filter(filter ->
                            !filter.groupValues().contains(event.properties().get(filter.groupKey())))
                    .isEmpty();
            if (sent.customer() == customer
                    && inRange
                    && passes
                    && !(numbersOnly && sent.tokens().equals("none"))) {
                Map<String, String> group = new TreeMap<>();
                question.groupKey()
                        .forEach(name -> group.put(name, event.properties().get(name)));
                groups.computeIfAbsent(group.toString(), none -> new ArrayList<>())
                        .add(sent);
            }
        }
        return groups.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, group -> plain(aggregated(metric.aggregationType(), group.getValue()))));
    }

    /** Of events in the order they were received. */
    private static BigDecimal aggregated(Aggregation aggregation, List<Sent> events) {
        return switch (aggregation) {
            case COUNT -> BigDecimal.valueOf(events.size());
            case UNIQUE ->
                BigDecimal.valueOf(events.stream().map(Sent::tokens).distinct().count());
            case SUM -> events.stream().map(AggregatesMatchEventsTest::number).reduce(BigDecimal.ZERO, BigDecimal::add);
            case MAX ->
                events.stream()
                        .map(AggregatesMatchEventsTest::number)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
            case LATEST ->
                number(events.stream()
                        .reduce((one, next) -> at(next).isBefore(at(one)) ? one : next)
                        .orElseThrow());
        };
    }

    private static Instant at(Sent sent) {
        return NOW.minus(Duration.ofMinutes(sent.minutesAgo())).plusNanos(sent.nanos());
    }

    private static BigDecimal number(Sent sent) {
        return new BigDecimal(sent.tokens());
    }

    private static Map<String, BigDecimal> plain(List<GroupQuantity> groups) {
        return groups.stream()
                .collect(Collectors.toMap(
                        group -> new TreeMap<>(group.group()).toString(), group -> plain(group.quantity())));
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private static UsageEvent event(int run, Sent sent) {
        return TestMetrics.event(
                run + "-" + sent.id(),
                (sent.customer() == 0 ? "first" : "second") + run,
                at(sent),
                "tokens",
                sent.tokens(),
                "region",
                sent.region(),
                "tier",
                sent.tier());
    }
}
