package io.downbeat.pricing.products;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.usage.metrics.BillableMetricId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Products and their dated states. Runs inside the caller's transaction. */
final class ProductStore {
    private static final String METRIC = "billable_metric_id";

    private static final String CREATE = """
        INSERT INTO product (id, type, custom_fields, created_at)
        VALUES (:id, :type, CAST(:customFields AS jsonb), :createdAt)
        """;
    private static final String ADD_STATE = """
        INSERT INTO product_state (product_id, sequence, starting_at, created_at, billable_metric_id, terms)
        SELECT :id, count(*), :startingAt, :createdAt, :metric, CAST(:terms AS jsonb)
          FROM product_state WHERE product_id = :id
        """;
    // Not FOR UPDATE: whoever holds a rate card may be writing a row that names the product, and would wait.
    private static final String LOCK = "SELECT id FROM product WHERE id IN (:ids) ORDER BY id FOR NO KEY UPDATE";
    private static final String HOLD = "SELECT id FROM product WHERE id IN (:ids) ORDER BY id FOR SHARE";
    private static final String ARCHIVE = """
        UPDATE product SET archived_at = coalesce(archived_at, :now) WHERE id = :id
        """;
    private static final String PAGE = """
        SELECT id FROM product
         WHERE (CAST(:archived AS boolean) IS NULL OR (archived_at IS NOT NULL) = :archived)
           AND (CAST(:after AS uuid) IS NULL OR id > :after)
         ORDER BY id LIMIT :limit
        """;
    private static final String FIND = """
        SELECT id, type, custom_fields, archived_at,
               s.starting_at, s.created_at, s.billable_metric_id, s.terms
          FROM product JOIN product_state s ON s.product_id = id
         WHERE id IN (:ids)
         ORDER BY id, s.sequence
        """;

    private static final String COMPOSITES = "SELECT id FROM product WHERE type = 'COMPOSITE'";
    // Until the transaction ends; any number will do that nobody else locks.
    private static final String ONE_COMPOSITE_AT_A_TIME = "SELECT pg_advisory_xact_lock(700002)";

    private final JdbcClient database;

    ProductStore(JdbcClient database) {
        this.database = database;
    }

    void create(ProductId id, ProductType type, Map<String, String> customFields, ProductState initial) {
        database.sql(CREATE)
                .param("id", id.value())
                .param("type", type.name())
                .param("customFields", Json.write(customFields))
                .param("createdAt", Rows.at(initial.createdAt()))
                .update();
        add(id, initial);
    }

    /** Appends a state; the product must be new or {@link #lock locked}, else two could take one place. */
    void add(ProductId id, ProductState state) {
        ObjectNode terms = state.terms().deepCopy();
        terms.remove(METRIC);
        BillableMetricId metric = state.billableMetricId();
        try {
            database.sql(ADD_STATE)
                    .param("id", id.value())
                    .param("startingAt", Rows.at(state.startingAt()))
                    .param("createdAt", Rows.at(state.createdAt()))
                    .param("metric", metric == null ? null : metric.value())
                    .param("terms", Json.write(terms))
                    .update();
        } catch (DataIntegrityViolationException violation) {
            if (String.valueOf(violation.getMessage()).contains("product_state_billable_metric")) {
                throw Refused.invalid(METRIC, "no such billable metric: " + metric);
            }
            throw violation;
        }
    }

    /** Keeps every other change of the product out, and rates that would rely on what is being changed. */
    void lock(ProductId id) {
        database.sql(LOCK).param("ids", List.of(id.value())).query(UUID.class).list();
    }

    /** Keeps changes of the products out while rates for them are added; other rates may be added meanwhile. */
    void hold(Collection<ProductId> ids) {
        // In order of id, so that two requests never wait for each other.
        Set<UUID> sorted = new TreeSet<>(ids.stream().map(ProductId::value).toList());
        if (!sorted.isEmpty()) {
            database.sql(HOLD).param("ids", sorted).query(UUID.class).list();
        }
    }

    /** All composite products, while nobody else makes or changes one. */
    Map<ProductId, ProductHistory> holdComposites() {
        database.sql(ONE_COMPOSITE_AT_A_TIME).query((row, number) -> true).list();
        return find(database.sql(COMPOSITES)
                .query((row, number) -> new ProductId(Rows.uuid(row, "id")))
                .list());
    }

    void archive(ProductId id, Instant now) {
        database.sql(ARCHIVE).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    Optional<ProductHistory> find(ProductId id) {
        return Optional.ofNullable(find(List.of(id)).get(id));
    }

    /** Those that exist. */
    Map<ProductId, ProductHistory> find(Collection<ProductId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<ProductId, List<Row>> rows = new LinkedHashMap<>();
        database.sql(FIND)
                .param("ids", ids.stream().map(ProductId::value).toList())
                .query((row, number) -> read(row))
                .list()
                .forEach(row ->
                        rows.computeIfAbsent(row.id, id -> new ArrayList<>()).add(row));
        Map<ProductId, ProductHistory> found = new LinkedHashMap<>();
        rows.forEach((id, states) -> found.put(id, history(states)));
        return found;
    }

    /** One page in order of creation, with one row more if there is more. */
    List<ProductHistory> page(@Nullable Boolean archived, @Nullable UUID after, int limit) {
        List<ProductId> ids = database.sql(PAGE)
                .param("archived", archived)
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, number) -> new ProductId(Rows.uuid(row, "id")))
                .list();
        return List.copyOf(find(ids).values());
    }

    private record Row(
            ProductId id,
            ProductType type,
            Map<String, String> customFields,
            @Nullable Instant archivedAt,
            ProductState state) {}

    private static Row read(ResultSet row) throws SQLException {
        ObjectNode terms = (ObjectNode) Json.read(row.getString("terms"));
        UUID metric = row.getObject(METRIC, UUID.class);
        if (metric != null) {
            terms.put(METRIC, metric.toString());
        }
        return new Row(
                new ProductId(Rows.uuid(row, "id")),
                ProductType.valueOf(row.getString("type")),
                Json.readTexts(Rows.text(row, "custom_fields")),
                Rows.optionalInstant(row, "archived_at"),
                new ProductState(Rows.instant(row, "created_at"), Rows.optionalInstant(row, "starting_at"), terms));
    }

    private static ProductHistory history(List<Row> states) {
        Row first = states.getFirst();
        return new ProductHistory(
                first.id, first.type, states.stream().map(Row::state).toList(), first.customFields, first.archivedAt);
    }
}
