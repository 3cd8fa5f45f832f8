package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.usage.Timestamps;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.MetricSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Events and the keys that tell them apart, in the database. */
final class EventStore {
    // The keys go in first, in the order of the arrays; only events whose key is new follow. Both or none, in one
    // statement. "IS TRUE" keeps the subquery a hash table: with the array sizes unknown, the planner may else choose
    // to compare every event with every new key. The version of the metrics is read here and not beside, which would
    // cost every group of events one more answer of the database; and at the end, where it is no part of an insert: an
    // insert may run on several nodes, and reads no other table there.
    private static final String ADD = """
        WITH sent AS MATERIALIZED (
            SELECT nextval('usage_ordinal') AS ordinal, s.*
            FROM unnest(:transactionIds::text[], :customers::text[], :customerIds::uuid[], :eventTypes::text[],
                    :micros::bigint[], :nanos::smallint[], :properties::text[])
                AS s (transaction_id, customer, customer_id, event_type, micros, nanos, properties)
        ), fresh AS (
            INSERT INTO usage_event_key (transaction_id, ordinal, received_at)
            SELECT transaction_id, ordinal, :receivedAt FROM sent
            ON CONFLICT DO NOTHING
            RETURNING ordinal
        ), added AS (
            INSERT INTO usage_event
                (ordinal, received_at, customer_id, customer, transaction_id, event_type, "timestamp", nanos, properties)
            SELECT ordinal, :receivedAt, customer_id, customer, transaction_id, event_type,
                timestamptz 'epoch' + micros * interval '1 microsecond', nanos, properties::json
            FROM sent
            WHERE (ordinal IN (SELECT ordinal FROM fresh)) IS TRUE
            RETURNING transaction_id, ordinal
        )
        SELECT a.transaction_id, a.ordinal, v.version FROM added a CROSS JOIN billable_metric_version v
        """;
    // The first repetition stays; in the order of the array, so that two writers wait in one direction.
    private static final String NOTE_REPEATED = """
        INSERT INTO usage_event_repeat (transaction_id, repeated_at)
        SELECT transaction_id, :now FROM unnest(:transactionIds::text[]) AS transaction_id
        ON CONFLICT DO NOTHING
        """;
    private static final String SHARE_ALIASES = """
        SELECT pg_advisory_xact_lock_shared(7201, bucket) FROM unnest(:buckets::int[]) AS bucket
        """;
    private static final String OWN_ALIASES = """
        SELECT pg_advisory_xact_lock(7201, bucket) FROM unnest(:buckets::int[]) AS bucket
        """;
    private static final String UNMATCHED = """
        SELECT * FROM usage_event WHERE customer_id IS NULL AND customer = ANY(:aliases::text[]) ORDER BY ordinal
        """;
    private static final String ATTACH = """
        UPDATE usage_event SET customer_id = :customer
        WHERE customer_id IS NULL AND customer = ANY(:aliases::text[])
        """;
    // By the transaction id, by which all three tables can be spread; the rest leads to the event's month and block,
    // since events have no index of their ids.
    private static final String SEARCH = """
        SELECT e.*, r.repeated_at FROM usage_event_key k
        JOIN usage_event e
            ON e.transaction_id = k.transaction_id AND e.received_at = k.received_at AND e.ordinal = k.ordinal
        LEFT JOIN usage_event_repeat r ON r.transaction_id = k.transaction_id
        WHERE k.transaction_id = ANY(:transactionIds::text[]) ORDER BY e.ordinal
        """;
    /** Locks per write stay few whatever is sent: the database has room for some thousands in all. */
    private static final int LOCK_BUCKETS = 64;

    /** What became of a write: the number of each new event, and the version of the metrics to count them by. */
    interface Added {
        void each(String transactionId, long ordinal, long metricsVersion);
    }

    /** An event as it is kept. */
    record StoredEvent(
            UsageEvent event,
            long ordinal,
            Instant receivedAt,
            @Nullable CustomerId customer) {

        /** The metrics that it counts for, once it belongs to somebody: those that were there when it came. */
        List<BillableMetric> countedBy(MetricSet set) {
            return customer == null
                    ? List.of()
                    : set.counting(event.eventType()).stream()
                            .filter(metric -> ordinal > metric.seesFrom())
                            .filter(metric -> MetricMatch.of(metric, event).isPresent())
                            .toList();
        }
    }

    private final JdbcClient database;

    EventStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param events sorted by transaction id, each once: two writers then wait for each other's keys in one direction
     * @param customers the customer of each id or alias that the events name; events that name another one are stored
     *     as unmatched
     */
    void add(List<UsageEvent> events, Map<String, CustomerId> customers, Instant now, Added added) {
        int size = events.size();
        String[] transactionIds = new String[size];
        String[] names = new String[size];
        String[] customerIds = new String[size];
        String[] eventTypes = new String[size];
        long[] micros = new long[size];
        short[] nanos = new short[size];
        String[] properties = new String[size];
        for (int i = 0; i < size; i++) {
            UsageEvent event = events.get(i);
            CustomerId customer = customers.get(event.customer());
            transactionIds[i] = event.transactionId();
            names[i] = event.customer();
            customerIds[i] = customer == null ? null : customer.value().toString();
            eventTypes[i] = event.eventType();
            micros[i] = Timestamps.micros(event.timestamp());
            nanos[i] = Timestamps.nanos(event.timestamp());
            properties[i] = event.properties().json();
        }
        database.sql(ADD)
                .param("transactionIds", transactionIds)
                .param("customers", names)
                .param("customerIds", customerIds)
                .param("eventTypes", eventTypes)
                .param("micros", micros)
                .param("nanos", nanos)
                .param("properties", properties)
                .param("receivedAt", Rows.at(now))
                .query(row -> {
                    added.each(row.getString(1), row.getLong(2), row.getLong(3));
                });
    }

    /** @param transactionIds in ascending order */
    void noteRepeated(Collection<String> transactionIds, Instant now) {
        database.sql(NOTE_REPEATED)
                .param("transactionIds", transactionIds.toArray(String[]::new))
                .param("now", Rows.at(now))
                .update();
    }

    /** Until the transaction ends, none of these aliases can be given to a customer. */
    void holdAliases(Collection<String> aliases) {
        lock(SHARE_ALIASES, aliases);
    }

    /** Until the transaction ends, no event with one of these aliases can be stored as unmatched. */
    void ownAliases(Collection<String> aliases) {
        lock(OWN_ALIASES, aliases);
    }

    private void lock(String sql, Collection<String> aliases) {
        // In ascending order, so that two of them wait in one direction.
        int[] buckets = aliases.stream()
                .mapToInt(alias -> Math.floorMod(alias.hashCode(), LOCK_BUCKETS))
                .sorted()
                .distinct()
                .toArray();
        database.sql(sql).param("buckets", buckets).query(row -> {});
    }

    /** Calls back for every unmatched event that was sent with one of these aliases. */
    void unmatched(Collection<String> aliases, BiConsumer<UsageEvent, Long> each) {
        database.sql(UNMATCHED)
                .withFetchSize(1_000)
                .param("aliases", aliases.toArray(String[]::new))
                .query(row -> {
                    each.accept(event(row), row.getLong("ordinal"));
                });
    }

    int attach(Collection<String> aliases, CustomerId customer) {
        return database.sql(ATTACH)
                .param("aliases", aliases.toArray(String[]::new))
                .param("customer", customer.value())
                .update();
    }

    /** Calls back for each event with one of these ids, and whether it was sent again. */
    void search(Collection<String> transactionIds, BiConsumer<StoredEvent, @Nullable Instant> each) {
        database.sql(SEARCH)
                .param("transactionIds", transactionIds.toArray(String[]::new))
                .query(row -> {
                    OffsetDateTime repeatedAt = row.getObject("repeated_at", OffsetDateTime.class);
                    each.accept(stored(row), repeatedAt == null ? null : repeatedAt.toInstant());
                });
    }

    static StoredEvent stored(ResultSet row) throws SQLException {
        UUID customer = row.getObject("customer_id", UUID.class);
        return new StoredEvent(
                event(row),
                row.getLong("ordinal"),
                Rows.instant(row, "received_at"),
                customer == null ? null : new CustomerId(customer));
    }

    private static UsageEvent event(ResultSet row) throws SQLException {
        return new UsageEvent(
                row.getString("transaction_id"),
                row.getString("customer"),
                row.getString("event_type"),
                Rows.instant(row, "timestamp").plusNanos(row.getShort("nanos")),
                Properties.parse(row.getString("properties")));
    }
}
