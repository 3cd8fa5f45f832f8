package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.metrics.BillableMetric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server may remember of whose events are whose, and what it must ask every time. */
@Timeout(60)
class OwnersTest {
    private static final Instant NOW = Instant.parse("2025-01-15T12:30:00Z");

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
        two.months.ensure(NOW);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        database.close();
    }

    @Test
    void a_customers_own_id_is_looked_up_once_and_its_alias_every_time() {
        CustomerId customer = customerWithId("acme");
        BillableMetric metric = one.metric(TestMetrics.count(one));
        String id = customer.value().toString();

        one.write(TestMetrics.event("a", id, NOW), TestMetrics.event("b", "acme", NOW));
        one.write(TestMetrics.event("c", id, NOW), TestMetrics.event("d", "acme", NOW));

        assertThat(one.lookedUp).containsExactlyInAnyOrder(id, "acme", "acme");
        assertThat(counted(customer, metric)).isEqualTo(4);
    }

    @Test
    void another_spelling_of_an_id_is_looked_up_every_time() {
        CustomerId customer = new CustomerId(one.ids.next());
        String shouted = customer.value().toString().toUpperCase(Locale.ROOT);
        one.giveAliases(customer, Set.of(shouted));

        one.write(TestMetrics.event("a", shouted, NOW));
        one.write(TestMetrics.event("b", shouted, NOW));

        assertThat(one.lookedUp).containsExactly(shouted, shouted);
    }

    @Test
    void what_a_transaction_found_that_was_rolled_back_is_not_remembered() {
        BillableMetric metric = one.metric(TestMetrics.count(one));
        CustomerId customer = new CustomerId(one.ids.next());
        String id = customer.value().toString();

        assertThatThrownBy(() -> one.transactions.run(() -> {
                    one.giveAliases(customer, Set.of(id));
                    one.write(TestMetrics.event("a", id, NOW));
                    throw new IllegalStateException("no such customer after all");
                }))
                .hasMessage("no such customer after all");
        one.write(TestMetrics.event("b", id, NOW));
        assertThat(counted(customer, metric)).isZero();

        // It is nobody's event, and waits for its customer.
        two.giveAliases(customer, Set.of(id));
        assertThat(counted(customer, metric)).isEqualTo(1);
    }

    @Test
    void an_alias_that_moves_while_events_flow_takes_none_astray() {
        CustomerId[] owners = {one.customer(), one.customer()};
        BillableMetric all = one.metric(TestMetrics.count(one));
        BillableMetric mine = one.metric(TestMetrics.countOf(one, "kind", "mine"));
        one.giveAliases(owners[0], Set.of("moving"));
        var stop = new AtomicBoolean();
        var sent = new AtomicLong();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (UsageNode node : List.of(one, two, one, two)) {
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        while (!stop.get()) {
                            node.write(TestMetrics.event("flow" + sent.incrementAndGet(), "moving", NOW));
                        }
                    },
                    Thread::startVirtualThread));
        }

        for (int move = 1; move <= 20; move++) {
            one.moveAlias("moving", owners[move % 2]);
            // Whoever has the alias when a request comes gets its events, at every server.
            (move % 3 == 0 ? one : two).write(TestMetrics.event("mine" + move, "moving", NOW, "kind", "mine"));
            assertThat(counted(owners[move % 2], mine)).isEqualTo((move + 1) / 2);
        }
        stop.set(true);
        writers.forEach(CompletableFuture::join);

        assertThat(counted(owners[0], all) + counted(owners[1], all)).isEqualTo(sent.get() + 20);
        assertThat(one.database
                        .sql("SELECT count(*) FROM usage_event WHERE customer_id IS NULL")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** The test's table of names holds ids as well. */
    private CustomerId customerWithId(String alias) {
        CustomerId customer = new CustomerId(one.ids.next());
        one.giveAliases(customer, Set.of(customer.value().toString(), alias));
        return customer;
    }

    private long counted(CustomerId customer, BillableMetric metric) {
        UsageQuestion question = TestMetrics.question(customer, metric);
        return one.usage.quantities(List.of(question)).get(question).stream()
                .map(GroupQuantity::quantity)
                .mapToLong(BigDecimal::longValueExact)
                .sum();
    }
}
