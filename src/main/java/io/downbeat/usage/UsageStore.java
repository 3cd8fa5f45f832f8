package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hourly usage in the database: what adds to it and the one statement that reads it. */
final class UsageStore {
    private static final String ADD = """
            INSERT INTO usage_hour AS h (customer_id, metric_id, group_set, hour, group_id, group_values, aggregation,
                quantity, latest_at, latest_ordinal)
            SELECT customer_id, metric_id, group_set, timestamptz 'epoch' + hour * interval '1 second',
                group_id, group_values::text[], aggregation, quantity,
                timestamptz 'epoch' + latest_micros * interval '1 microsecond', latest_ordinal
            FROM unnest(:customers::uuid[], :metrics::uuid[], :sets::int[], :hours::bigint[], :groups::uuid[],
                    :values::text[], :aggregations::text[], :quantities::numeric[], :micros::bigint[],
                    :ordinals::bigint[])
                AS s (customer_id, metric_id, group_set, hour, group_id, group_values, aggregation, quantity,
                    latest_micros, latest_ordinal)
            ON CONFLICT (customer_id, metric_id, group_set, hour, group_id) DO UPDATE SET
                quantity = CASE WHEN h.aggregation IN ('COUNT', 'SUM') THEN h.quantity + excluded.quantity
                                ELSE excluded.quantity END,
                latest_at = excluded.latest_at,
                latest_ordinal = excluded.latest_ordinal
            WHERE CASE h.aggregation
                WHEN 'MAX' THEN excluded.quantity > h.quantity
                WHEN 'LATEST' THEN (excluded.latest_at, excluded.latest_ordinal) > (h.latest_at, h.latest_ordinal)
                WHEN 'UNIQUE' THEN false
                ELSE true END
            """;
    private static final String ADD_UNIQUE = """
            INSERT INTO usage_unique (customer_id, metric_id, group_set, hour, group_id, value_id)
            SELECT customer_id, metric_id, group_set, timestamptz 'epoch' + hour * interval '1 second',
                group_id, value_id
            FROM unnest(:customers::uuid[], :metrics::uuid[], :sets::int[], :hours::bigint[], :groups::uuid[],
                    :valueIds::uuid[])
                AS s (customer_id, metric_id, group_set, hour, group_id, value_id)
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
                FROM usage_hour h
                WHERE %3$s AND q.aggregation IN ('COUNT', 'SUM', 'MAX')
                GROUP BY 1, 2
              UNION ALL
                SELECT %1$s, %2$s,
                    (array_agg(h.quantity ORDER BY h.latest_at DESC, h.latest_ordinal DESC))[1]
                FROM usage_hour h
                WHERE %3$s AND q.aggregation = 'LATEST'
                GROUP BY 1, 2
              UNION ALL
                SELECT %1$s, %2$s, count(DISTINCT u.value_id)
                FROM usage_hour h
                JOIN usage_unique u USING (customer_id, metric_id, group_set, hour, group_id)
                WHERE %3$s AND q.aggregation = 'UNIQUE'
                GROUP BY 1, 2
            ) r
            ORDER BY q.number, r.since, r.group_values
            """.formatted(
            """
            CASE :window WHEN 'HOUR' THEN h.hour
                         WHEN 'DAY' THEN greatest(date_trunc('day', h.hour, 'UTC'), q.begins)
                         ELSE q.begins END""",
            """
            CASE WHEN q.places IS NULL THEN h.group_values
                 ELSE ARRAY(SELECT h.group_values[place] FROM unnest(q.places::int[]) AS place) END""",
            """
            h.customer_id = q.customer_id AND h.metric_id = q.metric_id AND h.group_set = q.group_set
                AND h.hour >= q.begins AND h.hour < q.ends""");
    private static final String PAIRS = """
            SELECT DISTINCT customer_id, metric_id FROM usage_hour
            WHERE group_set = 0 AND hour >= :from::timestamptz AND hour < :until::timestamptz
              AND (:customers::uuid[] IS NULL OR customer_id = ANY(:customers::uuid[]))
              AND (:metrics::uuid[] IS NULL OR metric_id = ANY(:metrics::uuid[]))
              AND (:afterCustomer::uuid IS NULL
                   OR (customer_id, metric_id) > (:afterCustomer::uuid, :afterMetric::uuid))
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

    private final JdbcClient database;

    UsageStore(JdbcClient database) {
        this.database = database;
    }

    void add(HourBuckets counted) {
        List<HourBuckets.Bucket> buckets = counted.buckets();
        if (buckets.isEmpty()) {
            return;
        }
        keyed(ADD, buckets.stream().map(HourBuckets.Bucket::key).toList())
                .param("values", texts(buckets, bucket -> arrayLiteral(bucket.groupValues())))
                .param("aggregations", texts(buckets, bucket -> bucket.aggregation().name()))
                .param("quantities", texts(buckets, bucket -> bucket.quantity().toString()))
                .param("micros", buckets.stream()
                        .mapToLong(bucket -> ChronoUnit.MICROS.between(Instant.EPOCH, bucket.latestAt()))
                        .toArray())
                .param("ordinals", buckets.stream().mapToLong(HourBuckets.Bucket::latestOrdinal).toArray())
                .update();
        List<HourBuckets.UniqueValue> uniques = counted.uniques();
        if (!uniques.isEmpty()) {
            keyed(ADD_UNIQUE, uniques.stream().map(HourBuckets.UniqueValue::key).toList())
                    .param("valueIds", texts(uniques, unique -> unique.valueId().toString()))
                    .update();
        }
    }

    private JdbcClient.StatementSpec keyed(String sql, List<HourBuckets.Key> keys) {
        return database.sql(sql)
                .param("customers", texts(keys, key -> key.customer().toString()))
                .param("metrics", texts(keys, key -> key.metric().toString()))
                .param("sets", keys.stream().mapToInt(HourBuckets.Key::groupSet).toArray())
                .param("hours", keys.stream().mapToLong(key -> key.hour().getEpochSecond()).toArray())
                .param("groups", texts(keys, key -> key.groupId().toString()));
    }

    Map<UsageQuestion, List<GroupQuantity>> quantities(List<AskedUsage> asked) {
        Map<UsageQuestion, List<GroupQuantity>> answers = new LinkedHashMap<>();
        asked.forEach(one -> answers.put(one.question(), new ArrayList<>()));
        read(asked, WindowSize.NONE, (one, since, group, quantity) -> answers
                .computeIfAbsent(one.question(), none -> new ArrayList<>())
                .add(new GroupQuantity(group, quantity)));
        return answers;
    }

    Map<UsageQuestion, List<WindowQuantity>> windows(List<AskedUsage> asked, WindowSize size) {
        Map<UsageQuestion, List<WindowQuantity>> answers = new LinkedHashMap<>();
        asked.forEach(one -> answers.put(one.question(), new ArrayList<>()));
        read(asked, size, (one, since, group, quantity) -> answers
                .computeIfAbsent(one.question(), none -> new ArrayList<>())
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
                .param("customers", texts(asked, one -> one.question().customer().value().toString()))
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

    /** Lists of different lengths cannot stand in one array, so each travels as the text of an array. */
    private static String arrayLiteral(List<String> values) {
        return values.stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
