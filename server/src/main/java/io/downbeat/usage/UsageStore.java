package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hourly usage in the database as it is read: how much, and who used what at all. */
final class UsageStore {
    // Each question runs one branch: the condition on the aggregation excludes the others before they read a row.
    private static final String READ = """
        %6$sSELECT q.number, r.since, r.group_values, r.quantity
        FROM unnest(:customers::uuid[], :metrics::uuid[], :aggregations::text[], :froms::timestamptz[], %5$s
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
        """;
    private static final String SINCE = """
        CASE :window WHEN 'HOUR' THEN h.hour
                     WHEN 'DAY' THEN greatest(date_trunc('day', h.hour, 'UTC'), q.begins)
                     ELSE q.begins END\
        """;
    private static final String ALL = """
        :sets::int[], :untils::timestamptz[], :places::text[]) WITH ORDINALITY
            AS q (customer_id, metric_id, aggregation, begins, group_set, ends, places, number)\
        """;
    private static final String FILTERED = """
        :stretches::text[]) WITH ORDINALITY AS q (customer_id, metric_id, aggregation, begins, stretches, number)\
        """;
    private static final Map<HourSource, String> READ_ALL = reads(source -> READ.formatted(
            SINCE,
            groupValues("q"),
            rows(source.series(), source.hours()),
            rows(source.series(), source.uniques()),
            ALL,
            source.with()));
    // Stretches do not overlap, so an hour is read once, and the aggregates take all that passes together.
    private static final Map<HourSource, String> READ_FILTERED = reads(source -> READ.formatted(
            SINCE,
            groupValues("t"),
            filteredRows(source.series(), source.hours()),
            filteredRows(source.series(), source.uniques()),
            FILTERED,
            source.with()));
    private static final String USED_METRICS = """
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

    /** A metric that a customer used. */
    record UsedMetric(CustomerId customer, BillableMetricId metric) {}

    /**
     * Which of them to list; an empty list of customers or metrics means all of them.
     *
     * @param after the one to go on behind; {@code null}: from the first
     */
    record UsedMetricsOf(
            Instant from,
            Instant until,
            List<CustomerId> customers,
            List<BillableMetricId> metrics,
            @Nullable UsedMetric after,
            int limit) {}

    private interface OneRow {
        void read(UsageQuery query, Instant since, Map<String, String> group, BigDecimal quantity);
    }

    private static final String IS_THERE_ANY = "SELECT EXISTS (SELECT FROM usage_event)";

    private final JdbcClient database;

    UsageStore(JdbcClient database) {
        this.database = database;
    }

    static boolean isThereAny(JdbcClient database) {
        return database.sql(IS_THERE_ANY).query(Boolean.class).single();
    }

    private static Map<HourSource, String> reads(Function<HourSource, String> sql) {
        Map<HourSource, String> reads = new EnumMap<>(HourSource.class);
        for (HourSource source : HourSource.values()) {
            reads.put(source, sql.apply(source));
        }
        return reads;
    }

    /** Which hours are read: also the ones given, which were never written, if the source has them. */
    record Hours(HourSource source, HourBuckets given) {
        static final Hours STORED = new Hours(HourSource.STORED, new HourBuckets());

        private JdbcClient.StatementSpec reading(JdbcClient database, Map<HourSource, String> reads) {
            return source.bind(database.sql(Objects.requireNonNull(reads.get(source))), given);
        }
    }

    Map<UsageQuestion, List<GroupQuantity>> quantities(List<UsageQuery> queries, Hours hours) {
        Map<UsageQuestion, List<GroupQuantity>> answers = new LinkedHashMap<>();
        queries.forEach(query -> answers.put(query.question(), new ArrayList<>()));
        read(
                queries,
                WindowSize.NONE,
                hours,
                (query, since, group, quantity) -> answers.computeIfAbsent(query.question(), none -> new ArrayList<>())
                        .add(new GroupQuantity(group, quantity)));
        return answers;
    }

    Map<UsageQuestion, List<WindowQuantity>> windows(List<UsageQuery> queries, WindowSize size, Hours hours) {
        Map<UsageQuestion, List<WindowQuantity>> answers = new LinkedHashMap<>();
        queries.forEach(query -> answers.put(query.question(), new ArrayList<>()));
        read(
                queries,
                size,
                hours,
                (query, since, group, quantity) -> answers.computeIfAbsent(query.question(), none -> new ArrayList<>())
                        .add(new WindowQuantity(since, end(query.question(), since, size), group, quantity)));
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

    private void read(List<UsageQuery> queries, WindowSize size, Hours hours, OneRow rows) {
        List<UsageQuery> all =
                queries.stream().filter(query -> !query.isFiltered()).toList();
        List<UsageQuery> filtered =
                queries.stream().filter(UsageQuery::isFiltered).toList();
        if (!all.isEmpty()) {
            List<UsageQuery.Stretch> whole =
                    all.stream().map(query -> query.stretches().getFirst()).toList();
            read(
                    hours.reading(database, READ_ALL)
                            .param(
                                    "sets",
                                    whole.stream()
                                            .mapToInt(UsageQuery.Stretch::groupSet)
                                            .toArray())
                            .param(
                                    "untils",
                                    texts(whole, stretch -> stretch.until().toString()))
                            .param("places", texts(whole, UsageStore::places)),
                    all,
                    size,
                    rows);
        }
        if (!filtered.isEmpty()) {
            read(
                    hours.reading(database, READ_FILTERED).param("stretches", texts(filtered, UsageStore::stretches)),
                    filtered,
                    size,
                    rows);
        }
    }

    private static void read(
            JdbcClient.StatementSpec statement, List<UsageQuery> queries, WindowSize size, OneRow rows) {
        statement
                .param(
                        "customers",
                        texts(
                                queries,
                                query -> query.question().customer().value().toString()))
                .param(
                        "metrics",
                        texts(queries, query -> query.question().metric().toString()))
                .param(
                        "aggregations",
                        texts(queries, query -> query.aggregation().name()))
                .param("froms", texts(queries, query -> query.question().from().toString()))
                .param("window", size.name())
                .query(row -> {
                    UsageQuery query = queries.get(row.getInt("number") - 1);
                    Instant since = Rows.instant(row, "since");
                    rows.read(query, since, group(query.question(), row), row.getBigDecimal("quantity"));
                });
    }

    private static String stretches(UsageQuery query) {
        return Json.write(query.stretches());
    }

    private static Map<String, String> group(UsageQuestion question, ResultSet row) throws SQLException {
        String[] values = (String[]) row.getArray("group_values").getArray();
        Map<String, String> group = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            group.put(question.groupKey().get(i), values[i]);
        }
        return group;
    }

    private static @Nullable String places(UsageQuery.Stretch stretch) {
        return stretch.groupSet() == 0
                ? null
                : stretch.places().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** Customers and the metrics they used, in a stable order. */
    List<UsedMetric> usedMetrics(UsedMetricsOf of) {
        return database.sql(USED_METRICS)
                .param("from", of.from().toString())
                .param("until", of.until().toString())
                .param(
                        "customers",
                        of.customers().isEmpty()
                                ? null
                                : texts(of.customers(), one -> one.value().toString()))
                .param(
                        "metrics",
                        of.metrics().isEmpty()
                                ? null
                                : texts(of.metrics(), one -> one.value().toString()))
                .param(
                        "afterCustomer",
                        of.after() == null ? null : of.after().customer().value())
                .param(
                        "afterMetric",
                        of.after() == null ? null : of.after().metric().value())
                .param("limit", of.limit())
                .query((row, number) -> new UsedMetric(
                        new CustomerId(row.getObject("customer_id", UUID.class)),
                        new BillableMetricId(row.getObject("metric_id", UUID.class))))
                .list();
    }

    private static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    /** What a group is called in an answer: the values of the question's group key, wherever they stand in the set. */
    private static String groupValues(String source) {
        return """
            CASE WHEN %1$s.places IS NULL THEN s.group_values
                 ELSE ARRAY(SELECT s.group_values[place] FROM unnest(%1$s.places::int[]) AS place) END\
            """.formatted(source);
    }

    /** The rows of a question, up to and without a last condition. */
    private static String rows(String series, String table) {
        return """
            %s s JOIN %s h ON h.customer_id = s.customer_id AND h.series_id = s.id
            WHERE s.customer_id = q.customer_id AND s.metric_id = q.metric_id AND s.group_set = q.group_set
              AND h.hour >= q.begins AND h.hour < q.ends\
            """.formatted(series, table);
    }

    /** The same, stretch by stretch, of the series that pass the filter there. */
    private static String filteredRows(String series, String table) {
        return """
            jsonb_to_recordset(q.stretches::jsonb)
                AS t ("from" timestamptz, until timestamptz, group_set int, places int[], filter int, passing text[])
            JOIN %s s ON s.group_set = t.group_set
              AND (t.filter IS NULL OR s.group_values[t.filter] = ANY (t.passing))
            JOIN %s h ON h.customer_id = s.customer_id AND h.series_id = s.id
              AND h.hour >= t."from" AND h.hour < t.until
            WHERE s.customer_id = q.customer_id AND s.metric_id = q.metric_id\
            """.formatted(series, table);
    }
}
