package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hourly usage in the database as it is read: how much, and who used what at all. */
final class UsageStore {
    // A row for each stretch of a question. Stretches do not overlap, so an hour is read once, and the aggregates take
    // all
    // that passes together.
    private static final String QUESTIONS = """
        WITH q AS MATERIALIZED (
            SELECT number, customer_id, metric_id, aggregation, begins, since, until, group_set,
                places::int[] AS places, filter, passing::text[] AS passing
            FROM unnest(:numbers::int[], :customers::uuid[], :metrics::uuid[], :aggregations::text[],
                    :begins::timestamptz[], :froms::timestamptz[], :untils::timestamptz[], :sets::int[], :places::text[],
                    :filters::int[], :passing::text[])
                AS s (number, customer_id, metric_id, aggregation, begins, since, until, group_set, places, filter, passing)
        )
        """;
    private static final String IN_ORDER = "ORDER BY number, since, group_values";
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

    private static final String IS_THERE_ANY = "SELECT EXISTS (SELECT 1 FROM usage_event LIMIT 1)";

    private final JdbcClient database;

    UsageStore(JdbcClient database) {
        this.database = database;
    }

    static boolean isThereAny(JdbcClient database) {
        return database.sql(IS_THERE_ANY).query(Boolean.class).single();
    }

    /** Which hours are read: also the ones given, which were never written, if the source has them. */
    record Hours(HourSource source, HourBuckets given) {
        static final Hours STORED = new Hours(HourSource.STORED, new HourBuckets());

        /** Only of the kinds that are asked for, since each costs the planner its time. */
        private JdbcClient.StatementSpec reading(JdbcClient database, Set<HourAggregate> kinds, boolean isEachWhole) {
            String answers = kinds.stream()
                    .map(kind -> source.answers(kind, isEachWhole))
                    .collect(Collectors.joining("UNION ALL\n"));
            return source.bind(database.sql(QUESTIONS + source.with() + answers + IN_ORDER), given);
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

    /** A stretch, with the query that it is a part of. */
    private record Asked(int number, UsageQuery query, UsageQuery.Stretch stretch) {}

    private void read(List<UsageQuery> queries, WindowSize size, Hours hours, OneRow rows) {
        queries.stream()
                .collect(Collectors.partitioningBy(UsageQuery::isFiltered))
                .forEach((isFiltered, some) -> read(some, isFiltered, size, hours, rows));
    }

    private void read(List<UsageQuery> queries, boolean areFiltered, WindowSize size, Hours hours, OneRow rows) {
        List<Asked> asked = new ArrayList<>();
        Set<HourAggregate> kinds = EnumSet.noneOf(HourAggregate.class);
        for (int i = 0; i < queries.size(); i++) {
            UsageQuery query = queries.get(i);
            for (UsageQuery.Stretch stretch : query.stretches()) {
                asked.add(new Asked(i, query, stretch));
                kinds.add(HourAggregate.of(query.aggregation()));
            }
        }
        if (!asked.isEmpty()) {
            bound(hours.reading(database, kinds, !areFiltered), asked)
                    .param("window", size.name())
                    .query(row -> {
                        UsageQuery query = queries.get(row.getInt("number"));
                        Instant since = Rows.instant(row, "since");
                        rows.read(query, since, group(query.question(), row), row.getBigDecimal("quantity"));
                    });
        }
    }

    private static JdbcClient.StatementSpec bound(JdbcClient.StatementSpec statement, List<Asked> asked) {
        return statement
                .param("numbers", asked.stream().mapToInt(Asked::number).toArray())
                .param(
                        "customers",
                        Rows.texts(
                                asked,
                                one -> one.query().question().customer().value().toString()))
                .param(
                        "metrics",
                        Rows.texts(asked, one -> one.query().question().metric().toString()))
                .param(
                        "aggregations",
                        Rows.texts(asked, one -> one.query().aggregation().name()))
                .param(
                        "begins",
                        Rows.texts(asked, one -> one.query().question().from().toString()))
                .param("froms", Rows.texts(asked, one -> one.stretch().from().toString()))
                .param("untils", Rows.texts(asked, one -> one.stretch().until().toString()))
                .param(
                        "sets",
                        asked.stream().mapToInt(one -> one.stretch().groupSet()).toArray())
                .param("places", Rows.texts(asked, one -> places(one.stretch())))
                .param(
                        "filters",
                        asked.stream().map(one -> one.stretch().filter()).toArray(Integer[]::new))
                .param("passing", Rows.texts(asked, one -> passing(one.stretch())));
    }

    private static @Nullable String passing(UsageQuery.Stretch stretch) {
        return stretch.filter() == null ? null : SeriesStore.arrayLiteral(List.copyOf(stretch.passing()));
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
                                : Rows.texts(of.customers(), one -> one.value().toString()))
                .param(
                        "metrics",
                        of.metrics().isEmpty()
                                ? null
                                : Rows.texts(of.metrics(), one -> one.value().toString()))
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
}
