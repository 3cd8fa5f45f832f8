package io.downbeat.usage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * From where {@link UsageStore} reads hours: those that are stored, others that were never written, or both as if the
 * others had been. They stand in relations of one shape, so what becomes of them is the same statement's business in each
 * case.
 */
enum HourSource {
    STORED("", "usage_series", "usage_hour", "usage_unique"),
    GIVEN(HourSource.GIVEN_ROWS, "given_series", "given_hour", "given_unique"),
    STORED_AND_GIVEN(
            HourSource.GIVEN_ROWS,
            both("series", "customer_id, id, metric_id, group_set, group_values"),
            both("hour", "customer_id, series_id, hour, quantity, latest_at, latest_nanos, latest_ordinal"),
            both("unique", "customer_id, series_id, hour, value_id"));

    private static final String GIVEN_ROWS = """
        WITH given_series AS MATERIALIZED (
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
    private final String series;
    private final String hours;
    private final String uniques;

    HourSource(String with, String series, String hours, String uniques) {
        this.with = with;
        this.series = series;
        this.hours = hours;
        this.uniques = uniques;
    }

    private static String both(String what, String columns) {
        return "(SELECT %1$s FROM usage_%2$s UNION ALL SELECT %1$s FROM given_%2$s)".formatted(columns, what);
    }

    /** What goes in front of the statement. */
    String with() {
        return with;
    }

    /** What has the columns of {@code usage_series}. */
    String series() {
        return series;
    }

    /** What has those of {@code usage_hour}. */
    String hours() {
        return hours;
    }

    /** What has those of {@code usage_unique}. */
    String uniques() {
        return uniques;
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
        return read.param("seriesCustomers", texts(series, HourSource::customer))
                .param("seriesIds", texts(series, ids::get))
                .param("seriesMetrics", texts(series, one -> one.metric().value()))
                .param("seriesSets", texts(series, Series::groupSet))
                .param("seriesValues", texts(series, one -> SeriesStore.arrayLiteral(one.groupValues())))
                .param(
                        "hourCustomers",
                        texts(hours, hour -> customer(hour.getKey().series())))
                .param("hourSeries", texts(hours, hour -> ids.get(hour.getKey().series())))
                .param("hours", texts(hours, hour -> hour.getKey().hourInSeconds()))
                .param("hourQuantities", texts(hours, hour -> hour.getValue().quantity()))
                .param(
                        "hourMicros",
                        texts(hours, hour -> Timestamps.micros(hour.getValue().latestAt())))
                .param(
                        "hourNanos",
                        texts(hours, hour -> Timestamps.nanos(hour.getValue().latestAt())))
                .param("hourOrdinals", texts(hours, hour -> hour.getValue().latestOrdinal()))
                .param(
                        "uniqueCustomers",
                        texts(values, value -> customer(value.key().series())))
                .param(
                        "uniqueSeries",
                        texts(values, value -> ids.get(value.key().series())))
                .param("uniqueHours", texts(values, value -> value.key().hourInSeconds()))
                .param("uniqueValues", texts(values, HourBuckets.UniqueValue::valueId));
    }

    private static Object customer(Series series) {
        return series.customer().value();
    }

    private static <T> String[] texts(List<T> all, Function<T, Object> text) {
        return all.stream().map(text).map(String::valueOf).toArray(String[]::new);
    }
}
