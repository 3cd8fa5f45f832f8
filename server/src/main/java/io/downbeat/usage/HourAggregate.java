package io.downbeat.usage;

import io.downbeat.usage.metrics.Aggregation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link UsageStore} makes of a group's hours: of which rows, and by which aggregate. They are grouped by their customer
 * too, although a question has one: where customers are spread over nodes, each node then answers for its own.
 */
enum HourAggregate {
    TOTAL(
            "'COUNT', 'SUM', 'MAX'",
            "hour",
            "h.quantity",
            "CASE %s WHEN 'MAX' THEN max(quantity) ELSE sum(quantity) END"),
    LATEST(
            "'LATEST'",
            "hour",
            "h.quantity, h.latest_at, h.latest_nanos, h.latest_ordinal",
            "(array_agg(quantity ORDER BY latest_at DESC, latest_nanos DESC, latest_ordinal DESC))[1]"),
    UNIQUE("'UNIQUE'", "unique", "h.value_id", "count(DISTINCT value_id)");

    private static final String SINCE = """
        CASE :window WHEN 'HOUR' THEN h.hour
                     WHEN 'DAY' THEN greatest(date_trunc('day', h.hour, 'UTC'), q.begins)
                     ELSE q.begins END\
        """;
    /** What a group is called in an answer: the values of the question's group key, wherever they stand in the set. */
    private static final String GROUP_VALUES = """
        CASE WHEN q.places IS NULL THEN s.group_values
             ELSE ARRAY(SELECT s.group_values[place] FROM unnest(q.places) AS place) END\
        """;

    private final String aggregations;
    private final String table;
    private final String columns;
    private final String aggregate;

    HourAggregate(String aggregations, String table, String columns, String aggregate) {
        this.aggregations = aggregations;
        this.table = table;
        this.columns = columns;
        this.aggregate = aggregate;
    }

    static HourAggregate of(Aggregation aggregation) {
        return switch (aggregation) {
            case COUNT, SUM, MAX -> TOTAL;
            case LATEST -> LATEST;
            case UNIQUE -> UNIQUE;
        };
    }

    /**
     * What one stretch of a question, {@code q}, is answered from.
     *
     * @param relations how the names of the relations begin that have the rows
     */
    private String rows(String relations) {
        return """
            SELECT s.customer_id, %s AS since, %s AS group_values, %s
            FROM %4$sseries s JOIN %4$s%5$s h ON h.customer_id = s.customer_id AND h.series_id = s.id
            WHERE s.customer_id = q.customer_id AND s.metric_id = q.metric_id AND s.group_set = q.group_set
              AND (q.filter IS NULL OR s.group_values[q.filter] = ANY (q.passing))
              AND h.hour >= q.since AND h.hour < q.until AND q.aggregation IN (%6$s)
            """.formatted(SINCE, GROUP_VALUES, columns, relations, table, aggregations);
    }

    /** The answers to questions of one stretch, each from its own index range. */
    String each(String relations) {
        return """
            SELECT q.number, r.since, r.group_values, r.quantity
            FROM q CROSS JOIN LATERAL (
                SELECT since, group_values, %s AS quantity
                FROM (%s) h
                GROUP BY customer_id, since, group_values
            ) r
            """.formatted(aggregate.formatted("q.aggregation"), rows(relations));
    }

    /** The answers to questions of any number of stretches, from several relations as if they were one. */
    String together(List<String> relations) {
        String rows = relations.stream()
                .map(relation -> """
                    SELECT q.number, q.aggregation, r.* FROM q CROSS JOIN LATERAL (%s) r
                    """.formatted(rows(relation)))
                .collect(Collectors.joining("UNION ALL\n"));
        return """
            SELECT number, since, group_values, %s AS quantity
            FROM (%s) r
            GROUP BY number, customer_id, aggregation, since, group_values
            """.formatted(aggregate.formatted("aggregation"), rows);
    }
}
