package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.metrics.BillableMetric;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that are sent again: recognised, noted, and forgotten with their key. */
@Timeout(60)
class RepeatedEventsTest {
    private static final Instant LAST_OF_JANUARY = Instant.parse("2025-01-31T23:59:59.999999Z");
    private static final Instant FIRST_OF_FEBRUARY = Instant.parse("2025-02-01T00:00:00Z");

    private TestDatabase database;
    private UsageNode january;
    private UsageNode february;
    private CustomerId customer;
    private BillableMetric metric;

    @BeforeEach
    void start() {
        database = TestPostgres.migrated();
        january = new UsageNode(database, InstantSource.fixed(LAST_OF_JANUARY));
        february = new UsageNode(database, InstantSource.fixed(FIRST_OF_FEBRUARY));
        customer = january.customer("acme");
        metric = january.metric(TestMetrics.count(january));
    }

    @AfterEach
    void stop() {
        january.close();
        february.close();
        database.close();
    }

    @Test
    void an_event_sent_again_in_the_next_month_counts_once() {
        january.write(TestMetrics.event("a", "acme", LAST_OF_JANUARY));
        february.write(TestMetrics.event("a", "acme", LAST_OF_JANUARY));

        assertThat(counted()).isEqualTo(1);
        assertThat(january.database
                        .sql("SELECT count(*) FROM usage_event")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void the_first_repetition_is_the_one_that_is_noted() {
        january.write(TestMetrics.event("a", "acme", LAST_OF_JANUARY), TestMetrics.event("b", "acme", LAST_OF_JANUARY));
        february.write(TestMetrics.event("a", "acme", LAST_OF_JANUARY));
        UsageNode later = new UsageNode(database, InstantSource.fixed(FIRST_OF_FEBRUARY.plusSeconds(1)));
        later.write(TestMetrics.event("a", "acme", LAST_OF_JANUARY), TestMetrics.event("c", "acme", LAST_OF_JANUARY));
        later.close();

        List<String> found = new ArrayList<>();
        january.events.search(
                List.of("a", "b", "c"), (kept, at) -> found.add(kept.event().transactionId() + " " + at));

        assertThat(found).containsExactly("a " + FIRST_OF_FEBRUARY, "b null", "c null");
    }

    @Test
    void a_note_leaves_with_its_key_and_the_id_is_free_again() {
        january.write(TestMetrics.event("a", "acme", LAST_OF_JANUARY), TestMetrics.event("a", "acme", LAST_OF_JANUARY));
        february.write(
                TestMetrics.event("b", "acme", FIRST_OF_FEBRUARY), TestMetrics.event("b", "acme", FIRST_OF_FEBRUARY));
        var work = new ForgetEventKeys(january.transactions, january.database);
        // The key of January is a microsecond older than 35 days, that of February is not.
        Instant sweep = FIRST_OF_FEBRUARY.plus(Duration.ofDays(35));
        assertThat(noted()).containsExactly("a", "b");

        assertThat(work.runDue(sweep)).isEqualTo(1);
        assertThat(noted()).containsExactly("b");

        UsageNode march = new UsageNode(database, InstantSource.fixed(sweep));
        march.write(TestMetrics.event("a", "acme", sweep), TestMetrics.event("b", "acme", sweep));
        march.close();

        assertThat(counted()).isEqualTo(3);
        assertThat(noted()).containsExactly("b");
    }

    @Test
    void writers_whose_customers_and_repetitions_cross_never_wait_in_a_circle() {
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "cross" + i).toList();
        names.forEach(january::customer);
        february.metric(TestMetrics.sumBy(february, "region"));
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < 12; client++) {
            UsageNode node = client % 2 == 0 ? january : february;
            var random = new Random(client);
            // The same 400 events for everybody, each in an order of its own.
            List<UsageEvent> events = new ArrayList<>(IntStream.range(0, 400)
                    .mapToObj(i -> TestMetrics.event(
                            "t" + i, names.get(i % 40), FIRST_OF_FEBRUARY, "tokens", "1", "region", "r" + i % 7))
                    .toList());
            Collections.shuffle(events, random);
            clients.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 400; i += 50) {
                            node.queue.write(events.subList(i, i + 50));
                        }
                    },
                    Thread::startVirtualThread));
        }
        clients.forEach(CompletableFuture::join);

        assertThat(january.database
                        .sql("SELECT count(*) FROM usage_event")
                        .query(Long.class)
                        .single())
                .isEqualTo(400);
        assertThat(noted()).hasSize(400);
        // A group that fell to a deadlock would be written again, request by request: only the database tells.
        january.database.sql("SELECT pg_stat_force_next_flush()").query(row -> {});
        assertThat(january.database
                        .sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private long counted() {
        UsageQuestion question = new UsageQuestion(
                customer,
                metric.id(),
                Instant.parse("2025-01-01T00:00:00Z"),
                Instant.parse("2025-04-01T00:00:00Z"),
                List.of());
        return january.usage
                .quantities(List.of(question))
                .get(question)
                .getFirst()
                .quantity()
                .longValueExact();
    }

    private List<String> noted() {
        return january.database
                .sql("SELECT transaction_id FROM usage_event_repeat ORDER BY 1")
                .query(String.class)
                .list();
    }
}
