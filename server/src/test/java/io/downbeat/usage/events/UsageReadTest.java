package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowSize;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;

class UsageReadTest {
    private static final Instant NOW = Instant.parse("2025-01-15T12:30:00Z");

    private TestDatabase database;
    private UsageNode node;
    private CustomerId customer;

    @BeforeEach
    void start() {
        database = TestPostgres.migrated();
        node = new UsageNode(database, InstantSource.fixed(NOW));
        customer = node.customer("acme");
    }

    @AfterEach
    void stop() {
        node.close();
        database.close();
    }

    @Test
    void a_range_takes_its_first_instant_and_leaves_its_last() {
        BillableMetric metric = node.metric(TestMetrics.count(node));
        for (String at : List.of("11:59:59.999999", "12:00:00", "12:59:59.999999", "13:00:00")) {
            node.write(TestMetrics.event(at, "acme", Instant.parse("2025-01-15T" + at + "Z")));
        }
        UsageQuestion noon = new UsageQuestion(
                customer,
                metric.id(),
                Instant.parse("2025-01-15T12:00:00Z"),
                Instant.parse("2025-01-15T13:00:00Z"),
                List.of());

        assertThat(node.usage.quantities(List.of(noon)).get(noon).getFirst().quantity())
                .isEqualByComparingTo("2");
    }

    @Test
    void windows_are_utc_days_cut_to_the_range() {
        BillableMetric metric = node.metric(TestMetrics.count(node));
        for (String at : List.of(
                "2025-01-13T05:00:00Z", "2025-01-13T23:00:00Z", "2025-01-15T00:00:00Z", "2025-01-15T08:00:00Z")) {
            node.write(TestMetrics.event(at, "acme", Instant.parse(at)));
        }
        UsageQuestion question = new UsageQuestion(
                customer,
                metric.id(),
                Instant.parse("2025-01-13T06:00:00Z"),
                Instant.parse("2025-01-15T06:00:00Z"),
                List.of());

        assertThat(node.usage.windows(question, WindowSize.DAY))
                .extracting(window -> window.from() + " " + window.until() + " " + window.quantity())
                .containsExactly(
                        "2025-01-13T06:00:00Z 2025-01-14T00:00:00Z 1", "2025-01-15T00:00:00Z 2025-01-15T06:00:00Z 1");
        assertThat(node.usage.windows(question, WindowSize.HOUR))
                .extracting(window -> window.from() + " " + window.until())
                .containsExactly(
                        "2025-01-13T23:00:00Z 2025-01-14T00:00:00Z", "2025-01-15T00:00:00Z 2025-01-15T01:00:00Z");
        assertThat(node.usage.windows(question, WindowSize.NONE))
                .extracting(window -> window.from() + " " + window.until() + " " + window.quantity())
                .containsExactly("2025-01-13T06:00:00Z 2025-01-15T06:00:00Z 2");
    }

    @Test
    void of_two_events_at_one_instant_the_one_received_later_is_the_latest() {
        BillableMetric metric = node.metric(TestMetrics.aggregate(node, Aggregation.LATEST));
        node.write(TestMetrics.event("z", "acme", NOW, "tokens", "1"));
        node.write(TestMetrics.event("a", "acme", NOW, "tokens", "2"));
        node.write(TestMetrics.event("b", "acme", NOW.minusSeconds(1), "tokens", "3"));

        UsageQuestion question = TestMetrics.question(customer, metric);
        assertThat(node.usage
                        .quantities(List.of(question))
                        .get(question)
                        .getFirst()
                        .quantity())
                .isEqualByComparingTo("2");
    }

    @ParameterizedTest(name = "later by {0} ns, received {1}")
    @CsvSource({
        "1, first",
        "1, second",
        "999, first",
        "999, second",
        "1000, first",
        "800, together",
        "1, attached",
        "1, another server",
        "1, next hour"
    })
    void the_latest_is_the_latest_to_the_nanosecond_however_it_came(int nanos, String how) {
        BillableMetric metric = node.metric(TestMetrics.aggregate(node, Aggregation.LATEST));
        Instant earlier = at(how.equals("next hour") ? "11:59:59.999999999" : "12:00:00.000000100");
        // The transaction ids would put them the other way round.
        UsageEvent last = event(how, "a", earlier.plusNanos(nanos), "later");
        UsageEvent first = event(how, "b", earlier, "earlier");
        switch (how) {
            case "second" -> {
                node.write(first);
                node.write(last);
            }
            case "together" -> node.write(last, first);
            case "another server" -> {
                try (UsageNode other = new UsageNode(database, InstantSource.fixed(NOW))) {
                    other.write(last);
                    node.write(first);
                }
            }
            default -> {
                node.write(last);
                node.write(first);
            }
        }
        if (how.equals("attached")) {
            node.giveAliases(customer, Set.of("nobody"));
        }
        assertThat(latest(metric)).isEqualByComparingTo("1");
    }

    private static Instant at(String time) {
        return Rfc3339.parse("2025-01-15T" + time + "Z").orElseThrow();
    }

    private static UsageEvent event(String how, String id, Instant at, String value) {
        return TestMetrics.event(
                id, how.equals("attached") ? "nobody" : "acme", at, "tokens", value.equals("later") ? "1" : "2");
    }

    private BigDecimal latest(BillableMetric metric) {
        UsageQuestion question = TestMetrics.question(customer, metric);
        return node.usage.quantities(List.of(question)).get(question).getFirst().quantity();
    }

    @Test
    void beyond_the_nanosecond_the_one_received_later_is_the_latest() {
        BillableMetric metric = node.metric(TestMetrics.aggregate(node, Aggregation.LATEST));
        node.write(event("", "b", at("12:00:00.0000000019"), "earlier"));
        node.write(event("", "a", at("12:00:00.0000000011"), "later"));
        assertThat(latest(metric)).isEqualByComparingTo("1");
    }

    @Test
    void hundreds_of_questions_are_answered_each_by_itself() {
        BillableMetric metric = node.metric(TestMetrics.sumBy(node, "region"));
        List<UsageEvent> events = new ArrayList<>();
        List<CustomerId> customers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            customers.add(node.customer("c" + i));
            events.add(TestMetrics.event("t" + i, "c" + i, NOW, "tokens", "" + i, "region", "r" + i % 3));
        }
        node.queue.write(events);
        List<UsageQuestion> questions = customers.stream()
                .map(one -> TestMetrics.question(one, metric, "region"))
                .toList();

        var answers = node.usage.quantities(questions);

        assertThat(answers.keySet()).containsExactlyElementsOf(questions);
        assertThat(IntStream.range(0, 300))
                .allSatisfy(i -> assertThat(answers.get(questions.get(i)))
                        .singleElement()
                        .satisfies(group -> {
                            assertThat(group.group()).containsExactly(Map.entry("region", "r" + i % 3));
                            assertThat(group.quantity()).isEqualByComparingTo("" + i);
                        }));
    }

    @Test
    void no_usage_is_an_empty_answer() {
        BillableMetric metric = node.metric(TestMetrics.count(node));
        UsageQuestion question = TestMetrics.question(customer, metric);

        assertThat(node.usage.quantities(List.of(question))).containsExactly(Map.entry(question, List.of()));
        assertThat(node.usage.quantities(List.of())).isEmpty();
        assertThat(node.usage.windows(question, WindowSize.DAY)).isEmpty();
    }

    @Test
    void what_is_not_kept_cannot_be_asked() {
        BillableMetric metric = node.metric(TestMetrics.sumBy(node, "region"));
        Instant from = TestMetrics.FROM;
        BillableMetricId id = metric.id();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UsageQuestion(customer, id, from.plusNanos(1), TestMetrics.UNTIL, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UsageQuestion(customer, id, from, from.plus(Duration.ofMinutes(59)), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new UsageQuestion(customer, id, from, from, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new UsageQuestion(customer, id, from, TestMetrics.UNTIL, List.of("region", "region")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.usage.quantities(List.of(TestMetrics.question(customer, metric, "tier"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.usage.quantities(List.of(new UsageQuestion(
                        customer, new BillableMetricId(UUID.randomUUID()), from, TestMetrics.UNTIL, List.of()))));
    }

    @Test
    void old_months_are_dropped_whole_and_hours_stay() {
        BillableMetric metric = node.metric(TestMetrics.count(node));
        node.write(TestMetrics.event("a", "acme", NOW));
        var work = new DropOldEvents(node.months, new UsageSettings(Duration.ofDays(60), 1));
        Instant due = Instant.parse("2025-02-01T00:00:00Z").plus(Duration.ofDays(60));

        assertThat(work.nextDue()).contains(due);
        assertThat(work.runDue(due.minusSeconds(1))).isZero();
        assertThat(count("usage_event")).isEqualTo(1);
        assertThat(work.runDue(due)).isEqualTo(1);
        assertThat(count("usage_event")).isZero();
        assertThat(work.nextDue()).isEmpty();
        assertThat(node.usage.windows(TestMetrics.question(customer, metric), WindowSize.NONE))
                .hasSize(1);
    }

    @Test
    void a_month_that_is_in_use_is_dropped_later_and_is_no_failure_for_a_day() throws SQLException {
        node.write(TestMetrics.event("a", "acme", NOW));
        var work = new DropOldEvents(node.months, new UsageSettings(Duration.ofDays(60), 1));
        Instant due = Instant.parse("2025-02-01T00:00:00Z").plus(Duration.ofDays(60));
        Instant last = due.plus(Duration.ofDays(1)).minusSeconds(1);

        try (Connection reader = node.pool.getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT count(*) FROM usage_event");
            assertThat(work.runDue(due)).isZero();
            assertThat(work.nextDue()).contains(due.plus(Duration.ofMinutes(10)));
            assertThat(work.runDue(last)).isZero();
            assertThatThrownBy(() -> work.runDue(last.plusSeconds(1)))
                    .as("tried again like any job that fails, and told")
                    .isInstanceOf(DataAccessException.class);
            reader.rollback();
        }

        assertThat(count("usage_event")).isEqualTo(1);
        assertThat(work.runDue(last.plusSeconds(1))).isEqualTo(1);
        assertThat(count("usage_event")).isZero();
    }

    @Test
    void keys_are_forgotten_after_35_days_and_looked_for_once_a_day() {
        node.write(TestMetrics.event("a", "acme", NOW));
        var work = new ForgetEventKeys(node.transactions, node.database);
        Instant old = NOW.plus(Duration.ofDays(35));

        assertThat(work.runDue(old)).isEqualTo(1);
        assertThat(count("usage_event_key")).isEqualTo(1);
        assertThat(work.runDue(old.plusSeconds(1))).isZero();
        assertThat(work.nextDue()).contains(old.plus(Duration.ofDays(1)));
        assertThat(work.runDue(old.plus(Duration.ofDays(1)))).isEqualTo(1);
        assertThat(count("usage_event_key")).isZero();
        assertThat(work.nextDue()).isEmpty();
    }

    @Test
    void the_keys_of_a_busy_day_are_forgotten_some_ten_thousands_at_a_time() {
        Instant end = NOW.plus(Duration.ofSeconds(1_000));
        node.database.sql("""
            INSERT INTO usage_event_key (transaction_id, ordinal, received_at)
            SELECT 'k' || i, -i, :now + i * interval '10 milliseconds' FROM generate_series(0, 100000) i
            """).param("now", Rows.at(NOW)).update();
        var work = new ForgetEventKeys(node.transactions, node.database);

        List<Integer> forgotten = new ArrayList<>();
        while (forgotten.isEmpty() || forgotten.getLast() > 0) {
            forgotten.add(work.runDue(end.plus(Duration.ofDays(35))));
        }

        assertThat(forgotten).allSatisfy(keys -> assertThat(keys).isLessThan(60_000));
        assertThat(forgotten.stream().mapToInt(keys -> keys).sum()).isEqualTo(100_000);
        assertThat(node.database
                        .sql("SELECT received_at FROM usage_event_key")
                        .query((row, number) -> Rows.instant(row, "received_at"))
                        .list())
                .as("the one that is not older than 35 days")
                .containsExactly(end);
    }

    private long count(String table) {
        return node.database
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }
}
