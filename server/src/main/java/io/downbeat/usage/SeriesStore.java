package io.downbeat.usage;

import io.downbeat.platform.db.Rows;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ids of series, which never change: assigned when a series is first seen, and cached by this server. */
final class SeriesStore {
    private static final String ENSURE = """
        INSERT INTO usage_series (customer_id, metric_id, group_set, group_id, group_values)
        SELECT customer_id, metric_id, group_set, group_id, group_values::text[]
        FROM unnest(:customers::uuid[], :metrics::uuid[], :sets::int[], :groups::uuid[], :values::text[])
            AS s (customer_id, metric_id, group_set, group_id, group_values)
        ON CONFLICT DO NOTHING
        """;
    private static final String FIND = """
        SELECT s.number, u.id
        FROM unnest(:customers::uuid[], :metrics::uuid[], :sets::int[], :groups::uuid[])
            WITH ORDINALITY AS s (customer_id, metric_id, group_set, group_id, number)
        JOIN usage_series u USING (customer_id, metric_id, group_set, group_id)
        """;
    /** Some 50 MB. A server whose customers have more groups than this looks some up again. */
    private static final int MOST_REMEMBERED = 200_000;

    private record Hashed(Series series, UUID groupId) {
        static final Comparator<Hashed> ORDER = Comparator.comparing(
                        (Hashed one) -> one.series.customer().value())
                .thenComparing(one -> one.series.metric().value())
                .thenComparingInt(one -> one.series.groupSet())
                .thenComparing(Hashed::groupId);
    }

    private final JdbcClient database;
    private final Map<Series, Long> remembered = new ConcurrentHashMap<>();

    SeriesStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * The ids of series.
     *
     * @param all those asked for
     * @param unknown those of them that this server did not remember
     */
    record SeriesIds(Map<Series, Long> all, Map<Series, Long> unknown) {}

    /** The ids of all these series; those that are new are written in the running transaction. */
    SeriesIds ids(Collection<Series> wanted) {
        Map<Series, Long> all = HashMap.newHashMap(wanted.size());
        Set<Series> others = new HashSet<>();
        for (Series series : wanted) {
            Long id = remembered.get(series);
            if (id == null) {
                others.add(series);
            } else {
                all.put(series, id);
            }
        }
        Map<Series, Long> unknown = others.isEmpty() ? Map.of() : findOrMake(others);
        all.putAll(unknown);
        return new SeriesIds(all, unknown);
    }

    private Map<Series, Long> findOrMake(Set<Series> unknown) {
        // Sorted, so that two writers wait for each other's new series in one direction.
        List<Hashed> sorted = unknown.stream()
                .map(series -> new Hashed(series, Fingerprint.of(series.groupValues())))
                .sorted(Hashed.ORDER)
                .toList();
        Map<Series, Long> ids = new HashMap<>();
        find(sorted, ids);
        List<Hashed> missing =
                sorted.stream().filter(one -> !ids.containsKey(one.series())).toList();
        if (!missing.isEmpty()) {
            keyed(ENSURE, missing)
                    .param(
                            "values",
                            Rows.texts(missing, one -> arrayLiteral(one.series().groupValues())))
                    .update();
            find(missing, ids);
        }
        return ids;
    }

    void remember(Map<Series, Long> committed) {
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.putAll(committed);
    }

    private void find(List<Hashed> wanted, Map<Series, Long> into) {
        keyed(FIND, wanted).query(row -> {
            into.put(wanted.get(row.getInt(1) - 1).series(), row.getLong(2));
        });
    }

    private JdbcClient.StatementSpec keyed(String sql, List<Hashed> wanted) {
        return database.sql(sql)
                .param(
                        "customers",
                        Rows.texts(
                                wanted, one -> one.series().customer().value().toString()))
                .param(
                        "metrics",
                        Rows.texts(wanted, one -> one.series().metric().value().toString()))
                .param(
                        "sets",
                        wanted.stream().mapToInt(one -> one.series().groupSet()).toArray())
                .param("groups", Rows.texts(wanted, one -> one.groupId().toString()));
    }

    /** Lists of different lengths cannot stand in one array, so each travels as the text of an array. */
    static String arrayLiteral(List<String> groupValues) {
        return groupValues.stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
