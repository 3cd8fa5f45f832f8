package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.TestMetricStore;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers on one database. */
@Timeout(60)
class IngestTest {
    private static final Instant NOW = Instant.parse("2025-01-15T12:30:00Z");

    private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'";

    private TestDatabase database;
    private UsageNode one;
    private UsageNode two;

    @BeforeEach
    void start() {
        database = TestPostgres.migrated();
        one = new UsageNode(database, InstantSource.fixed(NOW));
        two = new UsageNode(database, InstantSource.fixed(NOW));
        // The month's partition is there: making it would wait for every transaction on the table.
        one.months.ensure(NOW);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        database.close();
    }

    @Test
    void an_event_counts_from_the_moment_its_request_is_answered() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.count(one));

        one.write(TestMetrics.event("t1", "acme", NOW));

        assertThat(counted(two, customer, metric)).isEqualByComparingTo("1");
    }

    @Test
    void the_same_event_twice_in_one_request_counts_once_and_the_first_one_wins() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.sum(one));

        one.write(
                TestMetrics.event("t1", "acme", NOW, "tokens", "5"),
                TestMetrics.event("t0", "acme", NOW, "tokens", "1"),
                TestMetrics.event("t1", "acme", NOW, "tokens", "70"));

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("6");
        assertThat(repeated()).containsExactly("t1");
    }

    @Test
    void an_event_sent_again_is_answered_and_counts_once() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.count(one));

        one.write(TestMetrics.event("t1", "acme", NOW));
        two.write(TestMetrics.event("t1", "acme", NOW), TestMetrics.event("t2", "acme", NOW));

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("2");
        assertThat(repeated()).containsExactly("t1");
    }

    @Test
    void a_transaction_id_is_one_event_whichever_customer_it_names() {
        CustomerId acme = one.customer("acme");
        CustomerId other = one.customer("other");
        BillableMetric metric = one.metric(TestMetrics.count(one));

        one.write(TestMetrics.event("t1", "acme", NOW));
        one.write(TestMetrics.event("t1", "other", NOW));

        assertThat(counted(one, acme, metric)).isEqualByComparingTo("1");
        assertThat(counted(one, other, metric)).isEqualByComparingTo("0");
    }

    @Test
    void the_same_events_from_many_clients_of_two_servers_at_once_count_once_each() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.count(one));
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < 24; client++) {
            UsageNode node = client % 2 == 0 ? one : two;
            List<UsageEvent> events = new ArrayList<>(IntStream.range(0, 300)
                    .mapToObj(i -> TestMetrics.event("t" + i, "acme", NOW.minusSeconds(i * 60L)))
                    .toList());
            // Each in an order of its own: writers that took keys as they came would wait for each other in a circle.
            Collections.shuffle(events, new Random(client));
            clients.add(atOnce(() -> {
                await(go);
                for (int i = 0; i < 300; i += 50) {
                    node.queue.write(events.subList(i, i + 50));
                }
            }));
        }

        go.countDown();
        clients.forEach(CompletableFuture::join);

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("300");
        assertThat(rows("usage_event")).isEqualTo(300);
    }

    @Test
    void a_metric_counts_events_at_every_server_from_its_creation_on() {
        CustomerId customer = one.customer("acme");
        two.metric(TestMetrics.count(two));
        one.write(TestMetrics.event("before", "acme", NOW));

        BillableMetric metric = two.metric(TestMetrics.count(two));
        one.write(TestMetrics.event("after", "acme", NOW));

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("1");
    }

    @Test
    void no_event_sent_after_a_metric_was_created_elsewhere_is_missed_under_load() throws Exception {
        CustomerId customer = one.customer("acme");
        var stop = new AtomicBoolean();
        var number = new AtomicLong();
        List<Thread> load = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    while (!stop.get()) {
                        one.write(TestMetrics.event("load" + number.incrementAndGet(), "acme", NOW, "kind", "load"));
                    }
                }))
                .toList();
        for (int i = 0; i < 20; i++) {
            BillableMetric metric = two.metric(TestMetrics.countOf(two, "kind", "mine"));
            one.write(TestMetrics.event("mine" + i, "acme", NOW, "kind", "mine"));
            assertThat(counted(two, customer, metric)).isEqualByComparingTo("1");
        }
        stop.set(true);
        for (Thread thread : load) {
            thread.join();
        }
    }

    @Test
    void an_archived_metric_goes_on_counting() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.count(one));
        one.transactions.run(() -> TestMetricStore.archive(one.database, metric.id(), NOW));

        two.write(TestMetrics.event("t1", "acme", NOW));

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("1");
    }

    @Test
    void an_event_without_a_number_to_add_up_does_not_match() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.sum(one));

        one.write(
                TestMetrics.event("a", "acme", NOW, "tokens", "many"),
                TestMetrics.event("b", "acme", NOW, "tokens", "1e101"),
                TestMetrics.event("c", "acme", NOW, "tokens", "1e999999999"),
                TestMetrics.event("d", "acme", NOW, "tokens", "0.1"),
                TestMetrics.event("e", "acme", NOW, "tokens", "0.2"));

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("0.3");
    }

    @Test
    void events_of_nobody_count_once_their_alias_appears() {
        BillableMetric metric = one.metric(TestMetrics.count(one));
        one.write(TestMetrics.event("a", "later", NOW), TestMetrics.event("b", "later", NOW.minusSeconds(86_400)));
        one.write(TestMetrics.event("c", "never", NOW));

        CustomerId customer = one.customer("later");
        two.write(TestMetrics.event("d", "later", NOW));

        assertThat(counted(two, customer, metric)).isEqualByComparingTo("3");
        assertThat(unmatched()).isEqualTo(1);
    }

    @Test
    void events_of_nobody_do_not_count_for_a_metric_that_came_after_them() {
        one.write(TestMetrics.event("a", "later", NOW));
        BillableMetric metric = one.metric(TestMetrics.count(one));
        one.write(TestMetrics.event("b", "later", NOW));

        CustomerId customer = one.customer("later");

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("1");
    }

    @Test
    void an_alias_that_was_not_given_after_all_leaves_its_events_to_nobody() {
        BillableMetric metric = one.metric(TestMetrics.count(one));
        one.write(TestMetrics.event("a", "later", NOW));
        CustomerId customer = new CustomerId(one.ids.next());

        assertThatThrownBy(() -> one.transactions.run(() -> {
                    one.giveAliases(customer, Set.of("later"));
                    throw new IllegalStateException("refused after all");
                }))
                .hasMessage("refused after all");

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("0");
        assertThat(unmatched()).isEqualTo(1);
        one.giveAliases(customer, Set.of("later"));
        assertThat(counted(one, customer, metric)).isEqualByComparingTo("1");
    }

    @Test
    void an_event_written_while_its_alias_is_being_given_waits_and_finds_its_customer() throws Exception {
        BillableMetric metric = one.metric(TestMetrics.count(one));
        CustomerId customer = new CustomerId(one.ids.next());
        CountDownLatch given = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> giving = atOnce(() -> one.transactions.run(() -> {
            one.giveAliases(customer, Set.of("racing"));
            given.countDown();
            await(commit);
        }));
        await(given);

        CompletableFuture<Void> writing = atOnce(() -> two.write(TestMetrics.event("a", "racing", NOW)));
        waitUntilSomebodyWaitsForALock();
        commit.countDown();
        giving.join();
        writing.join();

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("1");
        assertThat(unmatched()).isZero();
    }

    @Test
    void an_alias_given_while_an_event_is_being_written_waits_and_takes_the_event() throws Exception {
        BillableMetric metric = one.metric(TestMetrics.count(one));
        CustomerId customer = new CustomerId(one.ids.next());
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> writing = atOnce(() -> two.transactions.run(() -> {
            two.write(TestMetrics.event("a", "racing", NOW));
            written.countDown();
            await(commit);
        }));
        await(written);

        CompletableFuture<Void> giving = atOnce(() -> one.giveAliases(customer, Set.of("racing")));
        waitUntilSomebodyWaitsForALock();
        commit.countDown();
        writing.join();
        giving.join();

        assertThat(counted(one, customer, metric)).isEqualByComparingTo("1");
        assertThat(unmatched()).isZero();
    }

    @Test
    void aliases_given_in_the_middle_of_a_stream_of_events_lose_none() {
        BillableMetric metric = one.metric(TestMetrics.count(one));
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int me = writer;
            UsageNode node = writer % 2 == 0 ? one : two;
            writers.add(atOnce(() -> {
                for (int i = 0; i < 200; i++) {
                    node.write(TestMetrics.event(me + "-" + i, "racing" + i % 10, NOW));
                }
            }));
        }
        List<CustomerId> customers =
                IntStream.range(0, 10).mapToObj(i -> two.customer("racing" + i)).toList();
        writers.forEach(CompletableFuture::join);

        assertThat(customers)
                .allSatisfy(
                        customer -> assertThat(counted(one, customer, metric)).isEqualByComparingTo("160"));
        assertThat(unmatched()).isZero();
    }

    @Test
    void a_request_inside_a_transaction_that_fails_leaves_nothing_and_is_taken_when_it_comes_again() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.sum(one));

        assertThatThrownBy(() -> one.transactions.run(() -> {
                    one.write(TestMetrics.event("a", "acme", NOW, "tokens", "5"));
                    throw new IllegalStateException("the answer could not be kept");
                }))
                .hasMessage("the answer could not be kept");
        assertThat(counted(one, customer, metric)).isEqualByComparingTo("0");

        one.write(TestMetrics.event("a", "acme", NOW, "tokens", "5"));
        assertThat(counted(one, customer, metric)).isEqualByComparingTo("5");
    }

    @Test
    void texts_that_look_like_sql_or_array_syntax_are_just_texts() {
        CustomerId customer = one.customer("acme");
        BillableMetric metric = one.metric(TestMetrics.sumBy(one, "region"));
        List<String> odd =
                List.of("a,b", "{\"}", "NULL", "", "\\", "'; DROP TABLE usage_hour; --", "x".repeat(4_096), "é😀");

        for (int i = 0; i < odd.size(); i++) {
            one.write(TestMetrics.event("t\"{" + i, "acme", NOW, "tokens", "1", "region", odd.get(i)));
        }

        assertThat(one.usage
                        .quantities(List.of(TestMetrics.question(customer, metric, "region")))
                        .values())
                .singleElement()
                .satisfies(groups -> assertThat(groups)
                        .extracting(group -> group.group().get("region"))
                        .containsExactlyInAnyOrderElementsOf(odd));
    }

    private static BigDecimal counted(UsageNode node, CustomerId customer, BillableMetric metric) {
        UsageQuestion question = TestMetrics.question(customer, metric);
        return node.usage.quantities(List.of(question)).get(question).stream()
                .map(GroupQuantity::quantity)
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }

    private List<String> repeated() {
        return one.database
                .sql("SELECT transaction_id FROM usage_event_repeat")
                .query(String.class)
                .list();
    }

    private long rows(String table) {
        return one.database
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    private long unmatched() {
        return one.database
                .sql("SELECT count(*) FROM usage_event WHERE customer_id IS NULL")
                .query(Long.class)
                .single();
    }

    private void waitUntilSomebodyWaitsForALock() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (one.database.sql(WAITING).query(Long.class).single() == 0) {
            assertThat(System.nanoTime()).as("nobody waits for a lock").isLessThan(deadline);
        }
    }

    private static CompletableFuture<Void> atOnce(Runnable work) {
        // Not the common pool: on two cores it runs one task at a time, and these wait for each other.
        return CompletableFuture.runAsync(work, Thread::startVirtualThread);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
