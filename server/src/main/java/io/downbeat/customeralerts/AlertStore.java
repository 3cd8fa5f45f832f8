package io.downbeat.customeralerts;

import io.downbeat.core.CreditType;
import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.AlertSpecifier;
import io.downbeat.customeralerts.rules.AlertType;
import io.downbeat.customeralerts.rules.FieldFilter;
import io.downbeat.customeralerts.rules.GroupValue;
import io.downbeat.customeralerts.rules.SeatFilter;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.usage.metrics.BillableMetricId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** Alerts as they were made. */
final class AlertStore {
    /** Whoever makes an alert counts first. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(7203)";

    private static final String ADD = """
        INSERT INTO customer_alert (id, customer_id, name, alert_type, threshold, credit_type_id, billable_metric_id,
            group_values, custom_field_filters, alert_specifiers, invoice_types_filter, grouped_by, seat_group_key,
            seat_group_value, evaluate_on_create, uniqueness_key, created_at)
        VALUES (:id, :customer, :name, :type, :threshold, :creditType, :metric, CAST(:groupValues AS jsonb),
            CAST(:fieldFilters AS jsonb), CAST(:specifiers AS jsonb), CAST(:invoiceTypes AS text[]),
            CAST(:groupedBy AS text[]), :seatKey, :seat, :evaluateOnCreate, :key, :createdAt)
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String BY_KEY = "SELECT id FROM customer_alert WHERE uniqueness_key = :key";
    private static final String COUNT_OF_ALL =
            "SELECT count(*) FROM customer_alert WHERE customer_id IS NULL AND archived_at IS NULL";
    private static final String COUNT_OF_CUSTOMER =
            "SELECT count(*) FROM customer_alert WHERE customer_id = :customer AND archived_at IS NULL";
    private static final String GROUPED_BY = """
        SELECT DISTINCT unnest(grouped_by) AS name FROM customer_alert
        WHERE archived_at IS NULL AND alert_type = :type AND (customer_id IS NULL OR customer_id = :customer)
        """;
    private static final String MOST_GROUPED_BY_BESIDES = """
        SELECT coalesce(max(own.names), 0) AS names FROM (
            SELECT a.customer_id, count(DISTINCT g.name) AS names
            FROM customer_alert a CROSS JOIN LATERAL unnest(a.grouped_by) AS g (name)
            WHERE a.archived_at IS NULL AND a.alert_type = :type AND a.customer_id IS NOT NULL
                AND g.name <> ALL (CAST(:shared AS text[]))
            GROUP BY a.customer_id) AS own
        """;
    private static final String FIND = "SELECT * FROM customer_alert WHERE id = :id";
    private static final String FIND_LOCKED = "SELECT * FROM customer_alert WHERE id = :id FOR NO KEY UPDATE";
    private static final String LIVE = """
        SELECT * FROM customer_alert
        WHERE archived_at IS NULL AND (customer_id IS NULL OR customer_id = ANY (:customers::uuid[]))
        """;
    // Strict, so that key and entity are asked of one filter and not of the list that it stands in.
    private static final String CHOOSING_BY = """
        SELECT id, customer_id FROM customer_alert
        WHERE archived_at IS NULL AND jsonb_path_exists(jsonb_build_array(custom_field_filters, alert_specifiers),
            'strict $.** ? (@.key == $key && @.entity == $entities[*])', CAST(:field AS jsonb))
        ORDER BY id
        """;
    private static final String HOLD_LIVE =
            "SELECT id FROM customer_alert WHERE id = ANY (:ids::uuid[]) AND archived_at IS NULL ORDER BY id FOR SHARE";
    private static final String PAGE = """
        SELECT * FROM customer_alert
        WHERE (customer_id IS NULL OR customer_id = :customer)
            AND (:enabled AND archived_at IS NULL OR :archived AND archived_at IS NOT NULL)
            AND (CAST(:after AS uuid) IS NULL OR id > :after)
        ORDER BY id LIMIT :limit
        """;
    private static final String ARCHIVE = "UPDATE customer_alert SET archived_at = :now WHERE id = :id";
    private static final String RELEASE = "UPDATE customer_alert SET uniqueness_key = NULL WHERE id = :id";

    private final JdbcClient database;
    private final Pricing pricing;

    AlertStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    /** One alert after the other is made until the transaction ends, so that none slips past a limit. */
    void lock() {
        database.sql(LOCK).query().singleRow();
    }

    /** @return whether its uniqueness key was free */
    boolean add(Alert alert, Set<String> groupedBy) {
        Alert.Condition condition = alert.condition();
        CreditType creditType = condition.creditType();
        BillableMetricId metric = condition.metric();
        SeatFilter seats = condition.seats();
        return database.sql(ADD)
                        .param("id", alert.id().value())
                        .param("customer", value(alert.customer()))
                        .param("name", alert.name())
                        .param("type", condition.type().word())
                        .param("threshold", condition.threshold())
                        .param("creditType", creditType == null ? null : creditType.id())
                        .param("metric", metric == null ? null : metric.value())
                        .param("groupValues", Json.write(condition.groupValues()))
                        .param("fieldFilters", Json.write(condition.fieldFilters()))
                        .param("specifiers", Json.write(condition.specifiers()))
                        .param("invoiceTypes", condition.invoiceTypes().toArray(String[]::new))
                        .param("groupedBy", groupedBy.stream().sorted().toArray(String[]::new))
                        .param("seatKey", seats == null ? null : seats.seatGroupKey())
                        .param("seat", seats == null ? null : seats.seatGroupValue())
                        .param("evaluateOnCreate", alert.evaluateOnCreate())
                        .param("key", alert.uniquenessKey())
                        .param("createdAt", Rows.at(alert.createdAt()))
                        .update()
                == 1;
    }

    /** Empty once it was released. */
    Optional<AlertId> withKey(String key) {
        return database.sql(BY_KEY)
                .param("key", key)
                .query((row, number) -> new AlertId(Rows.uuid(row, "id")))
                .optional();
    }

    /** How many are not archived: for every customer if {@code null}, else for this one alone. */
    long count(@Nullable CustomerId customer) {
        return customer == null
                ? database.sql(COUNT_OF_ALL).query(Long.class).single()
                : database.sql(COUNT_OF_CUSTOMER)
                        .param("customer", customer.value())
                        .query(Long.class)
                        .single();
    }

    /** What alerts of the type have told apart for every customer, and for this one if there is one. */
    Set<String> groupedBy(AlertType type, @Nullable CustomerId customer) {
        return database
                .sql(GROUPED_BY)
                .param("type", type.word())
                .param("customer", value(customer))
                .query((row, number) -> Rows.text(row, "name"))
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    /** How many more names any one customer's own alerts of the type have. */
    int mostGroupedByBesides(AlertType type, Set<String> shared) {
        return database.sql(MOST_GROUPED_BY_BESIDES)
                .param("type", type.word())
                .param("shared", shared.toArray(String[]::new))
                .query((row, number) -> row.getInt("names"))
                .single();
    }

    Optional<Alert> find(AlertId id) {
        return database.sql(FIND)
                .param("id", id.value())
                .query((row, number) -> alert(row))
                .optional();
    }

    /** Held against archiving and releasing until the transaction ends. */
    Optional<Alert> lock(AlertId id) {
        return database.sql(FIND_LOCKED)
                .param("id", id.value())
                .query((row, number) -> alert(row))
                .optional();
    }

    /** Those of the customers, and those for every customer, that are not archived. */
    List<Alert> live(Collection<CustomerId> customers) {
        return database.sql(LIVE)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query((row, number) -> alert(row))
                .list();
    }

    /** @param customer whom the alert is about; {@code null}: everybody */
    record About(AlertId id, @Nullable CustomerId customer) {}

    /** Those that are not archived and choose by such a custom field, or tell apart or leave out by it. */
    List<About> choosingBy(Set<FieldFilter.Entity> entities, String key) {
        return database.sql(CHOOSING_BY)
                .param("field", Json.write(Map.of("key", key, "entities", entities)))
                .query((row, number) -> new About(
                        new AlertId(Rows.uuid(row, "id")),
                        Optional.ofNullable(Rows.optionalUuid(row, "customer_id"))
                                .map(CustomerId::new)
                                .orElse(null)))
                .list();
    }

    /** Those that are not archived, and are not until the transaction ends. */
    Set<AlertId> holdLive(Collection<AlertId> ids) {
        return database
                .sql(HOLD_LIVE)
                .param("ids", Rows.array(ids, AlertId::value))
                .query((row, number) -> new AlertId(Rows.uuid(row, "id")))
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    /** Those that a customer is held against, in the order they were made. */
    List<Alert> page(CustomerId customer, boolean enabled, boolean archived, @Nullable AlertId after, int limit) {
        return database.sql(PAGE)
                .param("customer", customer.value())
                .param("enabled", enabled)
                .param("archived", archived)
                .param("after", after == null ? null : after.value())
                .param("limit", limit)
                .query((row, number) -> alert(row))
                .list();
    }

    void archive(AlertId id, Instant now) {
        database.sql(ARCHIVE).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    void release(AlertId id) {
        database.sql(RELEASE).param("id", id.value()).update();
    }

    private static @Nullable UUID value(@Nullable CustomerId customer) {
        return customer == null ? null : customer.value();
    }

    private Alert alert(ResultSet row) throws SQLException {
        UUID customer = Rows.optionalUuid(row, "customer_id");
        return new Alert(
                new AlertId(Rows.uuid(row, "id")),
                customer == null ? null : new CustomerId(customer),
                Rows.text(row, "name"),
                condition(row),
                row.getBoolean("evaluate_on_create"),
                row.getString("uniqueness_key"),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "archived_at"));
    }

    private Alert.Condition condition(ResultSet row) throws SQLException {
        UUID creditType = Rows.optionalUuid(row, "credit_type_id");
        UUID metric = Rows.optionalUuid(row, "billable_metric_id");
        String seatKey = row.getString("seat_group_key");
        return new Alert.Condition(
                AlertType.of(Rows.text(row, "alert_type")).orElseThrow(),
                row.getBigDecimal("threshold"),
                creditType == null ? null : pricing.creditType(creditType).orElseThrow(),
                metric == null ? null : new BillableMetricId(metric),
                list(row, "group_values", new TypeReference<List<GroupValue>>() {}),
                list(row, "custom_field_filters", new TypeReference<List<FieldFilter>>() {}),
                list(row, "alert_specifiers", new TypeReference<List<AlertSpecifier>>() {}),
                List.of((String[]) row.getArray("invoice_types_filter").getArray()),
                seatKey == null ? null : new SeatFilter(seatKey, row.getString("seat_group_value")));
    }

    private static <T> List<T> list(ResultSet row, String column, TypeReference<List<T>> type) throws SQLException {
        return Json.MAPPER.readValue(Rows.text(row, column), type);
    }
}
