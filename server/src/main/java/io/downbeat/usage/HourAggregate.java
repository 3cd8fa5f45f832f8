package io.downbeat.usage;

import io.downbeat.usage.metrics.Aggregation;

/** What {@link UsageStore} makes of a group's hours: of which rows, and by which aggregate. */
enum HourAggregate {
    TOTAL(
            "'COUNT', 'SUM', 'MAX'",
            "hour",
            "h.quantity",
            "CASE aggregation WHEN 'MAX' THEN max(quantity) ELSE sum(quantity) END"),
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
     * The rows of the questions of this kind.
     *
     * @param relations how the names of the relations begin that have the rows
     */
    String rows(String relations) {
        return """
            SELECT q.number, s.customer_id, q.aggregation, %s AS since, %s AS group_values, %s
            FROM q
            JOIN %4$sseries s ON s.customer_id = q.customer_id AND s.metric_id = q.metric_id AND s.group_set = q.group_set
              AND (q.filter IS NULL OR s.group_values[q.filter] = ANY (q.passing))
            JOIN %4$s%5$s h ON h.customer_id = s.customer_id AND h.series_id = s.id
              AND h.hour >= q.since AND h.hour < q.until
            WHERE q.aggregation IN (%6$s)
            """.formatted(SINCE, GROUP_VALUES, columns, relations, table, aggregations);
    }

    /**
     * What they come to. By customer too, although a question has one: where customers are spread over nodes, each node
     * then answers for its own.
     */
    String answers(String rows) {
        return """
            SELECT number, since, group_values, %s AS quantity
            FROM (%s) r
            GROUP BY number, customer_id, aggregation, since, group_values
            """.formatted(aggregate, rows);
    }
}
