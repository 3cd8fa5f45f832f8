package io.downbeat.usage;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hourly usage in the database: what adds to it and the one statement that reads it. */
final class UsageStore {
    private static final String ADD = """
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
    private static final String ADD_UNIQUE = """
        INSERT INTO usage_unique (customer_id, series_id, hour, value_id)
        SELECT customer_id, series_id, timestamptz 'epoch' + hour * interval '1 second', value_id
        FROM unnest(:customers::uuid[], :series::bigint[], :hours::bigint[], :valueIds::uuid[])
            AS s (customer_id, series_id, hour, value_id)
        ON CONFLICT DO NOTHING
        """;
    // Each question runs one branch: the others' condition on its aggregation is settled before they read a row.
    private static final String READ = """
        SELECT q.number, r.since, r.group_values, r.quantity
        FROM unnest(:customers::uuid[], :metrics::uuid[], :sets::int[], :aggregations::text[],
                :froms::timestamptz[], :untils::timestamptz[], :places::text[])
            WITH ORDINALITY AS q (customer_id, metric_id, group_set, aggregation, begins, ends, places, number)
        CROSS JOIN LATERAL (
            SELECT %1$s AS since, %2$s AS group_values,
                CASE q.aggregation WHEN 'MAX' THEN max(h.quantity) ELSE sum(h.quantity) END AS quantity
            FROM %3$s AND q.aggregation IN ('COUNT', 'SUM', 'MAX')
            GROUP BY 1, 2
          UNION ALL
            SELECT %1$s, %2$s,
                (array_agg(h.quantity ORDER BY h.latest_at DESC, h.latest_nanos DESC, h.latest_ordinal DESC))[1]
            FROM %3$s AND q.aggregation = 'LATEST'
            GROUP BY 1, 2
          UNION ALL
            SELECT %1$s, %2$s, count(DISTINCT h.value_id)
            FROM %4$s AND q.aggregation = 'UNIQUE'
            GROUP BY 1, 2
        ) r
        ORDER BY q.number, r.since, r.group_values
        """.formatted("""
            CASE :window WHEN 'HOUR' THEN h.hour
                         WHEN 'DAY' THEN greatest(date_trunc('day', h.hour, 'UTC'), q.begins)
                         ELSE q.begins END\
            """, """
            CASE WHEN q.places IS NULL THEN s.group_values
                 ELSE ARRAY(SELECT s.group_values[place] FROM unnest(q.places::int[]) AS place) END\
            """, rows("usage_hour"), rows("usage_unique"));
    private static final String PAIRS = """
        SELECT customer_id, metric_id FROM usage_series s
        WHERE group_set = 0
          AND (:customers::uuid[] IS NULL OR customer_id = ANY(:customers::uuid[]))
          AND (:metrics::uuid[] IS NULL OR metric_id = ANY(:metrics::uuid[]))
          AND (:afterCustomer::uuid IS NULL
               OR (customer_id, metric_id) > (:afterCustomer::uuid, :afterMetric::uuid))
          AND EXISTS (
              SELECT FROM usage_hour h WHERE h.customer_id = s.customer_id AND h.series_id = s.id
                AND h.hour >= :from::timestamptz AND h.hour < :until::timestamptz)
        ORDER BY customer_id, metric_id LIMIT :limit
        """;

    /** A customer that used a metric. */
    record Pair(UUID customer, UUID metric) {}

    /**
     * Which pairs to list; an empty list of customers or metrics means all of them.
     *
     * @param after the pair to go on behind; {@code null}: from the first
     */
    record PairsOf(
            Instant from,
            Instant until,
            List<UUID> customers,
            List<UUID> metrics,
            @Nullable Pair after,
            int limit) {}

    private interface OneRow {
        void read(AskedUsage asked, Instant since, Map<String, String> group, BigDecimal quantity);
    }

    /** A row to be written, with the id of its series. */
    private record Row<T>(long series, HourBuckets.Key key, T value) {
        static <T> Comparator<Row<T>> order() {
            return Comparator.<Row<T>>comparingLong(Row::series)
                    .thenComparingLong(row -> row.key().hour());
        }
    }

    private final JdbcClient database;
    private final SeriesStore series;

    UsageStore(JdbcClient database, SeriesStore series) {
        this.database = database;
        this.series = series;
    }

    /**
     * Adds what was counted, in the running transaction.
     *
     * @return the series that this server did not know, to be remembered once the transaction has committed
     */
    Map<Series, Long> add(HourBuckets counted) {
        if (counted.buckets().isEmpty()) {
            return Map.of();
        }
        SeriesStore.SeriesIds ids = series.ids(
                counted.buckets().keySet().stream().map(HourBuckets.Key::series).toList());
        addHours(counted.buckets(), ids.all());
        if (!counted.uniques().isEmpty()) {
            addUniques(counted.uniques(), ids.all());
        }
        return ids.learnt();
    }

    private void addHours(Map<HourBuckets.Key, HourBuckets.Bucket> buckets, Map<Series, Long> ids) {
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
        keyed(ADD, rows)
                .param("aggregations", aggregations)
                .param("quantities", quantities)
                .param("latestMicros", latestMicros)
                .param("latestNanos", latestNanos)
                .param("latestOrdinals", latestOrdinals)
                .update();
    }

    private void addUniques(Set<HourBuckets.UniqueValue> uniques, Map<Series, Long> ids) {
        List<Row<UUID>> rows = new ArrayList<>(uniques.size());
        uniques.forEach(unique -> rows.add(new Row<>(id(ids, unique.key()), unique.key(), unique.valueId())));
        rows.sort(Row.<UUID>order().thenComparing(Row::value));
        keyed(ADD_UNIQUE, rows)
                .param("valueIds", texts(rows, row -> row.value().toString()))
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
            customers[i] = row.key().series().customer().toString();
            ids[i] = row.series();
            hours[i] = row.key().hourInSeconds();
        }
        return database.sql(sql)
                .param("customers", customers)
                .param("series", ids)
                .param("hours", hours);
    }

    Map<UsageQuestion, List<GroupQuantity>> quantities(List<AskedUsage> asked) {
        Map<UsageQuestion, List<GroupQuantity>> answers = new LinkedHashMap<>();
        asked.forEach(one -> answers.put(one.question(), new ArrayList<>()));
        read(
                asked,
                WindowSize.NONE,
                (one, since, group, quantity) -> answers.computeIfAbsent(one.question(), none -> new ArrayList<>())
                        .add(new GroupQuantity(group, quantity)));
        return answers;
    }

    Map<UsageQuestion, List<WindowQuantity>> windows(List<AskedUsage> asked, WindowSize size) {
        Map<UsageQuestion, List<WindowQuantity>> answers = new LinkedHashMap<>();
        asked.forEach(one -> answers.put(one.question(), new ArrayList<>()));
        read(
                asked,
                size,
                (one, since, group, quantity) -> answers.computeIfAbsent(one.question(), none -> new ArrayList<>())
                        .add(new WindowQuantity(since, end(one.question(), since, size), group, quantity)));
        return answers;
    }

    private static Instant end(UsageQuestion question, Instant since, WindowSize size) {
        return switch (size) {
            case NONE -> question.until();
            case HOUR -> since.plus(Duration.ofHours(1));
            case DAY -> {
                Instant midnight = since.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
                yield midnight.isBefore(question.until()) ? midnight : question.until();
            }
        };
    }

    private void read(List<AskedUsage> asked, WindowSize size, OneRow rows) {
        if (asked.isEmpty()) {
            return;
        }
        database.sql(READ)
                .param(
                        "customers",
                        texts(asked, one -> one.question().customer().value().toString()))
                .param("metrics", texts(asked, one -> one.question().metric().toString()))
                .param("sets", asked.stream().mapToInt(AskedUsage::groupSet).toArray())
                .param("aggregations", texts(asked, one -> one.aggregation().name()))
                .param("froms", texts(asked, one -> one.question().from().toString()))
                .param("untils", texts(asked, one -> one.question().until().toString()))
                .param("places", texts(asked, UsageStore::places))
                .param("window", size.name())
                .query(row -> {
                    AskedUsage one = asked.get(row.getInt("number") - 1);
                    Instant since = row.getObject("since", OffsetDateTime.class).toInstant();
                    rows.read(one, since, group(one.question(), row), row.getBigDecimal("quantity"));
                });
    }

    private static Map<String, String> group(UsageQuestion question, ResultSet row) throws SQLException {
        String[] values = (String[]) row.getArray("group_values").getArray();
        Map<String, String> group = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            group.put(question.groupKey().get(i), values[i]);
        }
        return group;
    }

    private static @Nullable String places(AskedUsage asked) {
        return asked.groupSet() == 0
                ? null
                : asked.places().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** Customers and the metrics they used, in a stable order. */
    List<Pair> pairs(PairsOf of) {
        return database.sql(PAIRS)
                .param("from", of.from().toString())
                .param("until", of.until().toString())
                .param("customers", of.customers().isEmpty() ? null : texts(of.customers(), UUID::toString))
                .param("metrics", of.metrics().isEmpty() ? null : texts(of.metrics(), UUID::toString))
                .param("afterCustomer", of.after() == null ? null : of.after().customer())
                .param("afterMetric", of.after() == null ? null : of.after().metric())
                .param("limit", of.limit())
                .query((row, number) ->
                        new Pair(row.getObject("customer_id", UUID.class), row.getObject("metric_id", UUID.class)))
                .list();
    }

    private static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    /** The rows of a question, up to and without a last condition. */
    private static String rows(String table) {
        return """
            usage_series s JOIN %s h ON h.customer_id = s.customer_id AND h.series_id = s.id
            WHERE s.customer_id = q.customer_id AND s.metric_id = q.metric_id AND s.group_set = q.group_set
              AND h.hour >= q.begins AND h.hour < q.ends\
            """.formatted(table);
    }
}
