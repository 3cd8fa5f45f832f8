package io.downbeat.usage;

import io.downbeat.platform.db.Rows;
import io.downbeat.usage.metrics.Aggregation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hours and unique values in the database as they are written. */
final class HourStore {
    private static final String ADD_HOURS = """
        WITH arrival AS (
            INSERT INTO usage_arrival (customers, arrived_at) VALUES (:arrived::uuid[], :arrivedAt))
        INSERT INTO usage_hour AS h
            (customer_id, series_id, hour, aggregation, quantity, latest_at, latest_nanos, latest_ordinal)
        SELECT customer_id, series_id, timestamptz 'epoch' + hour * interval '1 second', aggregation, quantity,
            timestamptz 'epoch' + latest_micros * interval '1 microsecond', latest_nanos, latest_ordinal
        FROM unnest(:customers::uuid[], :series::bigint[], :hours::bigint[], :aggregations::text[],
                :quantities::numeric[], :latestMicros::bigint[], :latestNanos::smallint[], :latestOrdinals::bigint[])
            AS s (customer_id, series_id, hour, aggregation, quantity, latest_micros, latest_nanos, latest_ordinal)
        ON CONFLICT (customer_id, series_id, hour) DO UPDATE SET
            quantity = CASE WHEN h.aggregation IN ('COUNT', 'SUM') THEN h.quantity + excluded.quantity
                            ELSE excluded.quantity END,
            latest_at = excluded.latest_at,
            latest_nanos = excluded.latest_nanos,
            latest_ordinal = excluded.latest_ordinal
        WHERE CASE h.aggregation
            WHEN 'MAX' THEN excluded.quantity > h.quantity
            WHEN 'LATEST' THEN (excluded.latest_at, excluded.latest_nanos, excluded.latest_ordinal)
                             > (h.latest_at, h.latest_nanos, h.latest_ordinal)
            WHEN 'UNIQUE' THEN false
            ELSE true END
        """;
    private static final String ADD_UNIQUES = """
        INSERT INTO usage_unique (customer_id, series_id, hour, value_id)
        SELECT customer_id, series_id, timestamptz 'epoch' + hour * interval '1 second', value_id
        FROM unnest(:customers::uuid[], :series::bigint[], :hours::bigint[], :valueIds::uuid[])
            AS s (customer_id, series_id, hour, value_id)
        ON CONFLICT DO NOTHING
        """;

    /** A row to be written, with the id of its series. */
    private record Row<T>(long series, HourBuckets.Key key, T value) {
        static <T> Comparator<Row<T>> order() {
            return Comparator.<Row<T>>comparingLong(Row::series)
                    .thenComparingLong(row -> row.key().hour());
        }
    }

    private final JdbcClient database;

    HourStore(JdbcClient database) {
        this.database = database;
    }

    /** With word of whose hours they are, in the same statement: it costs a small row and no further answer of the database. */
    void addHours(Map<HourBuckets.Key, HourBuckets.Bucket> buckets, Map<Series, Long> ids, Instant now) {
        List<Row<HourBuckets.Bucket>> rows = new ArrayList<>(buckets.size());
        buckets.forEach((key, bucket) -> rows.add(new Row<>(id(ids, key), key, bucket)));
        // Every writer goes through the rows in this order, so that no two of them wait for each other.
        rows.sort(Row.order());
        int size = rows.size();
        String[] aggregations = new String[size];
        String[] quantities = new String[size];
        @Nullable Long[] latestMicros = new Long[size];
        short[] latestNanos = new short[size];
        @Nullable Long[] latestOrdinals = new Long[size];
        for (int i = 0; i < size; i++) {
            HourBuckets.Bucket bucket = rows.get(i).value();
            aggregations[i] = bucket.aggregation().name();
            quantities[i] = bucket.quantity().toString();
            if (bucket.aggregation() == Aggregation.LATEST) {
                latestMicros[i] = Timestamps.micros(bucket.latestAt());
                latestNanos[i] = Timestamps.nanos(bucket.latestAt());
                latestOrdinals[i] = bucket.latestOrdinal();
            }
        }
        keyed(ADD_HOURS, rows)
                .param("arrived", customers(buckets.keySet()))
                .param("arrivedAt", Rows.at(now))
                .param("aggregations", aggregations)
                .param("quantities", quantities)
                .param("latestMicros", latestMicros)
                .param("latestNanos", latestNanos)
                .param("latestOrdinals", latestOrdinals)
                .update();
    }

    private static String[] customers(Set<HourBuckets.Key> keys) {
        return keys.stream()
                .map(key -> key.series().customer().value().toString())
                .distinct()
                .toArray(String[]::new);
    }

    void addUniques(Set<HourBuckets.UniqueValue> uniques, Map<Series, Long> ids) {
        List<Row<UUID>> rows = new ArrayList<>(uniques.size());
        uniques.forEach(unique -> rows.add(new Row<>(id(ids, unique.key()), unique.key(), unique.valueId())));
        rows.sort(Row.<UUID>order().thenComparing(Row::value));
        keyed(ADD_UNIQUES, rows)
                .param(
                        "valueIds",
                        rows.stream().map(row -> row.value().toString()).toArray(String[]::new))
                .update();
    }

    private static long id(Map<Series, Long> ids, HourBuckets.Key key) {
        Long id = ids.get(key.series());
        if (id == null) {
            throw new IllegalStateException("no id for " + key);
        }
        return id;
    }

    private <T> JdbcClient.StatementSpec keyed(String sql, List<Row<T>> rows) {
        int size = rows.size();
        String[] customers = new String[size];
        long[] ids = new long[size];
        long[] hours = new long[size];
        for (int i = 0; i < size; i++) {
            Row<T> row = rows.get(i);
            customers[i] = row.key().series().customer().value().toString();
            ids[i] = row.series();
            hours[i] = row.key().hourInSeconds();
        }
        return database.sql(sql)
                .param("customers", customers)
                .param("series", ids)
                .param("hours", hours);
    }
}
