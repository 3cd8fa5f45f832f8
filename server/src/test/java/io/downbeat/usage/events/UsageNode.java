package io.downbeat.usage.events;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.downbeat.customers.AliasesChanged;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.TestDatabase;
import io.downbeat.usage.HourlyUsage;
import io.downbeat.usage.TestUsage;
import io.downbeat.usage.Usage;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.Metrics;
import io.downbeat.usage.metrics.TestMetricStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The usage of one server on a database that others may share. Who has which alias is kept in a table of the test's
 * own, with the same visibility as the real one: what another transaction has not committed is not seen.
 */
final class UsageNode implements AutoCloseable {
    final HikariDataSource pool;
    final JdbcClient database;
    final Transactions transactions;
    final Ids ids;
    final EventStore events;
    final EventMonths months;
    final EventWriter writer;
    final EventQueue queue;
    final Usage usage;
    final AttachUnmatched attach;
    /** The names that were looked up in the database, in order. */
    final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();

    UsageNode(TestDatabase on, InstantSource clock) {
        this(on.dataSource(), clock, UsageSettings.USUAL.writers());
    }

    UsageNode(DataSource on, InstantSource clock, int writers) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(on);
        config.setMaximumPoolSize(8);
        // Most tests use one connection, and each costs PostgreSQL a process.
        config.setMinimumIdle(0);
        pool = new HikariDataSource(config);
        database = JdbcClient.create(pool);
        transactions = new Transactions(new JdbcTransactionManager(pool), _ -> {});
        ids = new Ids(clock);
        Metrics metrics = TestMetricStore.metrics(database);
        HourlyUsage hourlyUsage = TestUsage.hourlyUsage(database, clock);
        events = new EventStore(database);
        months = new EventMonths(transactions, database);
        database.sql("CREATE TABLE IF NOT EXISTS test_alias (alias text PRIMARY KEY, customer uuid NOT NULL)")
                .update();
        writer = new EventWriter(transactions, new Owners(this::owners), events, hourlyUsage, metrics, months, clock);
        queue = new EventQueue(writer::write, writers);
        usage = TestUsage.usage(database, metrics);
        attach = new AttachUnmatched(events, hourlyUsage, metrics);
    }

    private Map<String, CustomerId> owners(Collection<String> names) {
        Map<String, CustomerId> found = new HashMap<>();
        lookedUp.addAll(names);
        database.sql("SELECT alias, customer FROM test_alias WHERE alias = ANY(:names)")
                .param("names", names.toArray(String[]::new))
                .query(row -> {
                    found.put(row.getString(1), new CustomerId(row.getObject(2, UUID.class)));
                });
        return found;
    }

    CustomerId customer(String... aliases) {
        CustomerId customer = new CustomerId(ids.next());
        giveAliases(customer, Set.of(aliases));
        return customer;
    }

    void giveAliases(CustomerId customer, Set<String> aliases) {
        transactions.run(() -> {
            aliases.forEach(alias -> database.sql("INSERT INTO test_alias VALUES (:alias, :customer)")
                    .param("alias", alias)
                    .param("customer", customer.value())
                    .update());
            attach.on(new AliasesChanged(customer, aliases));
        });
    }

    /** Takes an alias from whoever has it, and gives it to the customer. */
    void moveAlias(String alias, CustomerId to) {
        transactions.run(() -> {
            database.sql("DELETE FROM test_alias WHERE alias = :alias")
                    .param("alias", alias)
                    .update();
            giveAliases(to, Set.of(alias));
        });
    }

    void addMetric(BillableMetric metric) {
        transactions.run(() -> TestMetricStore.add(database, metric));
    }

    BillableMetric metric(BillableMetric metric) {
        addMetric(metric);
        return usage.metric(metric.id()).orElseThrow();
    }

    void write(UsageEvent... sent) {
        queue.write(List.of(sent));
    }

    @Override
    public void close() {
        pool.close();
    }
}
