package io.downbeat.usage.metrics;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** Billable metrics in the database. */
final class MetricStore {
    private static final String ADD = """
        INSERT INTO billable_metric (id, name, aggregation_type, aggregation_key, event_type_filter,
            property_filters, group_keys, custom_fields, created_at)
        VALUES (:id, :name, :aggregationType, :aggregationKey, :eventTypeFilter::jsonb,
            :propertyFilters::jsonb, :groupKeys::jsonb, :customFields::jsonb, :createdAt)
        """;
    private static final String ARCHIVE = """
        UPDATE billable_metric SET archived_at = :now WHERE id = :id AND archived_at IS NULL
        """;
    // From a sequence, not plus one: a transaction that is rolled back must not leave its number to another set. Taken
    // once and then written: where each node has the whole table, all of them must get the same number.
    private static final String NEXT_VERSION = """
        WITH next AS MATERIALIZED (SELECT nextval('usage_ordinal') AS version)
        UPDATE billable_metric_version v SET version = next.version FROM next
        """;
    // Last, when no other change is waited for any more: what gets its number between this one and the commit is not
    // counted, whatever its number says.
    private static final String SEES_FROM_NOW = """
        WITH next AS MATERIALIZED (SELECT nextval('usage_ordinal') AS ordinal)
        UPDATE billable_metric m SET sees_from = next.ordinal FROM next WHERE m.id = :id
        """;
    private static final String VERSION = "SELECT version FROM billable_metric_version";
    private static final String ALL = "SELECT * FROM billable_metric";
    private static final String ONE = "SELECT * FROM billable_metric WHERE id = :id";
    private static final String PAGE = """
        SELECT * FROM billable_metric
        WHERE (:archivedToo OR archived_at IS NULL)
          AND (:after::uuid IS NULL OR id > :after::uuid)
        ORDER BY id LIMIT :limit
        """;

    record PageOf(boolean archivedToo, @Nullable UUID after, int limit) {}

    private final JdbcClient database;

    MetricStore(JdbcClient database) {
        this.database = database;
    }

    void add(BillableMetric metric) {
        database.sql(ADD)
                .param("id", metric.id().value())
                .param("name", metric.name())
                .param("aggregationType", metric.aggregationType().name())
                .param("aggregationKey", metric.aggregationKey())
                .param("eventTypeFilter", Json.write(metric.eventTypeFilter()))
                .param("propertyFilters", Json.write(metric.propertyFilters()))
                .param("groupKeys", Json.write(metric.groupKeys()))
                .param("customFields", Json.write(metric.customFields()))
                .param("createdAt", Rows.at(metric.createdAt()))
                .update();
        nextVersion();
        database.sql(SEES_FROM_NOW).param("id", metric.id().value()).update();
    }

    /** After every change of a metric, in its transaction: what servers keep in memory of all metrics is older then. */
    void nextVersion() {
        database.sql(NEXT_VERSION).update();
    }

    /** @return whether it was not archived before */
    boolean archive(BillableMetricId id, Instant now) {
        boolean archived = database.sql(ARCHIVE)
                        .param("id", id.value())
                        .param("now", Rows.at(now))
                        .update()
                == 1;
        if (archived) {
            nextVersion();
        }
        return archived;
    }

    MetricSet all() {
        // The version first: a metric that comes in between makes the set newer than its number, never older.
        long version = version();
        return new MetricSet(
                version, database.sql(ALL).query((row, number) -> metric(row)).list());
    }

    long version() {
        return database.sql(VERSION).query(Long.class).single();
    }

    Optional<BillableMetric> find(BillableMetricId id) {
        return database.sql(ONE)
                .param("id", id.value())
                .query((row, number) -> metric(row))
                .optional();
    }

    List<BillableMetric> page(PageOf page) {
        return database.sql(PAGE)
                .param("archivedToo", page.archivedToo())
                .param("after", page.after())
                .param("limit", page.limit())
                .query((row, number) -> metric(row))
                .list();
    }

    private static BillableMetric metric(ResultSet row) throws SQLException {
        OffsetDateTime archivedAt = row.getObject("archived_at", OffsetDateTime.class);
        return new BillableMetric(
                new BillableMetricId(row.getObject("id", UUID.class)),
                row.getString("name"),
                Aggregation.valueOf(row.getString("aggregation_type")),
                row.getString("aggregation_key"),
                Json.MAPPER.readValue(row.getString("event_type_filter"), EventTypeFilter.class),
                Json.MAPPER.readValue(row.getString("property_filters"), new TypeReference<List<PropertyFilter>>() {}),
                Json.MAPPER.readValue(row.getString("group_keys"), new TypeReference<List<List<String>>>() {}),
                Json.MAPPER.readValue(row.getString("custom_fields"), new TypeReference<Map<String, String>>() {}),
                Rows.instant(row, "created_at"),
                archivedAt == null ? null : archivedAt.toInstant(),
                row.getLong("sees_from"));
    }
}
