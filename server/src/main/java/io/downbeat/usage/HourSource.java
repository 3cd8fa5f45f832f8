package io.downbeat.usage;

import io.downbeat.platform.db.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * From where {@link UsageStore} reads hours: those that are stored, others that were never written, or both as if the
 * others had been. They stand in relations of one shape, so what becomes of them is the same statement's business in each
 * case.
 */
enum HourSource {
    STORED("", List.of("usage_")),
    GIVEN(HourSource.GIVEN_ROWS, List.of("given_")),
    STORED_AND_GIVEN(HourSource.GIVEN_ROWS, List.of("usage_", "given_"));

    private static final String GIVEN_ROWS = """
        , given_series AS MATERIALIZED (
            SELECT customer_id, id, metric_id, group_set, group_values::text[] AS group_values
            FROM unnest(:seriesCustomers::uuid[], :seriesIds::bigint[], :seriesMetrics::uuid[], :seriesSets::int[],
                    :seriesValues::text[])
                AS g (customer_id, id, metric_id, group_set, group_values)
        ), given_hour AS MATERIALIZED (
            SELECT customer_id, series_id, timestamptz 'epoch' + hour * interval '1 second' AS hour, quantity,
                timestamptz 'epoch' + latest_micros * interval '1 microsecond' AS latest_at, latest_nanos, latest_ordinal
            FROM unnest(:hourCustomers::uuid[], :hourSeries::bigint[], :hours::bigint[], :hourQuantities::numeric[],
                    :hourMicros::bigint[], :hourNanos::smallint[], :hourOrdinals::bigint[])
                AS g (customer_id, series_id, hour, quantity, latest_micros, latest_nanos, latest_ordinal)
        ), given_unique AS MATERIALIZED (
            SELECT customer_id, series_id, timestamptz 'epoch' + hour * interval '1 second' AS hour, value_id
            FROM unnest(:uniqueCustomers::uuid[], :uniqueSeries::bigint[], :uniqueHours::bigint[], :uniqueValues::uuid[])
                AS g (customer_id, series_id, hour, value_id)
        )
        """;

    private final String with;
    private final List<String> relations;

    HourSource(String with, List<String> relations) {
        this.with = with;
        this.relations = relations;
    }

    /** What stands behind the questions, before what is made of them. */
    String with() {
        return with;
    }

    /** @param isEachWhole whether each question is one stretch */
    String answers(HourAggregate kind, boolean isEachWhole) {
        return isEachWhole && relations.size() == 1 ? kind.each(relations.getFirst()) : kind.together(relations);
    }

    /** @param given never written anywhere; left out of what {@link #STORED} reads */
    JdbcClient.StatementSpec bind(JdbcClient.StatementSpec read, HourBuckets given) {
        if (this == STORED) {
            return read;
        }
        // Below zero, where no stored series has its number.
        Map<Series, Long> ids = new HashMap<>();
        given.buckets().keySet().forEach(key -> ids.putIfAbsent(key.series(), -1L - ids.size()));
        List<Series> series = new ArrayList<>(ids.keySet());
        List<Map.Entry<HourBuckets.Key, HourBuckets.Bucket>> hours =
                List.copyOf(given.buckets().entrySet());
        List<HourBuckets.UniqueValue> values = List.copyOf(given.uniques());
        return read.param("seriesCustomers", Rows.texts(series, HourSource::customer))
                .param("seriesIds", Rows.texts(series, ids::get))
                .param("seriesMetrics", Rows.texts(series, one -> one.metric().value()))
                .param("seriesSets", Rows.texts(series, Series::groupSet))
                .param("seriesValues", Rows.texts(series, one -> SeriesStore.arrayLiteral(one.groupValues())))
                .param(
                        "hourCustomers",
                        Rows.texts(hours, hour -> customer(hour.getKey().series())))
                .param(
                        "hourSeries",
                        Rows.texts(hours, hour -> ids.get(hour.getKey().series())))
                .param("hours", Rows.texts(hours, hour -> hour.getKey().hourInSeconds()))
                .param(
                        "hourQuantities",
                        Rows.texts(hours, hour -> hour.getValue().quantity()))
                .param(
                        "hourMicros",
                        Rows.texts(
                                hours, hour -> Timestamps.micros(hour.getValue().latestAt())))
                .param(
                        "hourNanos",
                        Rows.texts(
                                hours, hour -> Timestamps.nanos(hour.getValue().latestAt())))
                .param("hourOrdinals", Rows.texts(hours, hour -> hour.getValue().latestOrdinal()))
                .param(
                        "uniqueCustomers",
                        Rows.texts(values, value -> customer(value.key().series())))
                .param(
                        "uniqueSeries",
                        Rows.texts(values, value -> ids.get(value.key().series())))
                .param("uniqueHours", Rows.texts(values, value -> value.key().hourInSeconds()))
                .param("uniqueValues", Rows.texts(values, HourBuckets.UniqueValue::valueId));
    }

    private static Object customer(Series series) {
        return series.customer().value();
    }
}
