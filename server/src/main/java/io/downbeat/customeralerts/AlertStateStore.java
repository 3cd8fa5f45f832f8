package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.AlertState;
import io.downbeat.customeralerts.rules.AlertStatus;
import io.downbeat.customeralerts.rules.Group;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How customers stand towards alerts. */
final class AlertStateStore {
    private static final String OF = """
        SELECT * FROM customer_alert_state
        WHERE customer_id = ANY (:customers::uuid[]) AND alert_id = ANY (:alerts::uuid[])
        """;
    private static final String PUT = """
        INSERT INTO customer_alert_state (customer_id, alert_id, part, part_values, status, is_told, trigger, changed_at)
        SELECT customer_id, alert_id, part, part_values::jsonb, status, is_told, trigger, :now
        FROM unnest(:customers::uuid[], :alerts::uuid[], :parts::text[], :values::text[], :statuses::text[],
                :told::boolean[], :triggers::text[])
            AS s (customer_id, alert_id, part, part_values, status, is_told, trigger)
        ON CONFLICT (customer_id, alert_id, part) DO UPDATE SET
            status = excluded.status, is_told = excluded.is_told, trigger = excluded.trigger,
            changed_at = excluded.changed_at
        """;
    private static final String FORGET = """
        DELETE FROM customer_alert_state WHERE customer_id = :customer AND alert_id = :alert AND part <> ''
        """;

    /** Which alert of which customer. */
    record Key(CustomerId customer, AlertId alert) {}

    /** A state to be kept in place of the one before. */
    record Entry(Key key, AlertState state) {}

    private final JdbcClient database;

    AlertStateStore(JdbcClient database) {
        this.database = database;
    }

    /** Everything that is known; an alert that a customer was not evaluated for is not in the answer. */
    Map<Key, List<AlertState>> of(Collection<CustomerId> customers, Collection<AlertId> alerts) {
        Map<Key, List<AlertState>> found = new HashMap<>();
        database.sql(OF)
                .param("customers", Rows.array(customers, CustomerId::value))
                .param("alerts", Rows.array(alerts, AlertId::value))
                .query(row -> {
                    var key = new Key(
                            new CustomerId(Rows.uuid(row, "customer_id")), new AlertId(Rows.uuid(row, "alert_id")));
                    found.computeIfAbsent(key, _ -> new ArrayList<>()).add(state(row));
                });
        return found;
    }

    void put(List<Entry> entries, Instant now) {
        if (entries.isEmpty()) {
            return;
        }
        database.sql(PUT)
                .param("customers", Rows.array(entries, entry -> entry.key.customer.value()))
                .param("alerts", Rows.array(entries, entry -> entry.key.alert.value()))
                .param("parts", texts(entries, state -> part(state.group())))
                .param(
                        "values",
                        texts(entries, state -> Json.write(state.group().values())))
                .param("statuses", texts(entries, state -> state.status().name()))
                .param(
                        "told",
                        entries.stream().map(entry -> entry.state.isTold()).toArray(Boolean[]::new))
                .param(
                        "triggers",
                        texts(
                                entries,
                                state -> Optional.ofNullable(state.trigger())
                                        .map(Trigger::name)
                                        .orElse(null)))
                .param("now", Rows.at(now))
                .update();
    }

    /** What is known of the parts of the account goes, and of the whole only that it is to be evaluated anew. */
    void reset(Key key, Instant now) {
        database.sql(FORGET)
                .param("customer", key.customer.value())
                .param("alert", key.alert.value())
                .update();
        put(List.of(new Entry(key, new AlertState(Group.WHOLE, AlertStatus.EVALUATING, false, null, now))), now);
    }

    private static @Nullable String[] texts(List<Entry> entries, Function<AlertState, @Nullable String> text) {
        return entries.stream().map(entry -> text.apply(entry.state)).toArray(String[]::new);
    }

    /** Values may be longer than an index takes. */
    private static String part(Group group) {
        return group.isWhole() ? "" : Sha256.hex(Sha256.of(group.spelled()));
    }

    private static AlertState state(ResultSet row) throws SQLException {
        String trigger = row.getString("trigger");
        return new AlertState(
                new Group(Json.readTexts(Rows.text(row, "part_values"))),
                AlertStatus.valueOf(Rows.text(row, "status")),
                row.getBoolean("is_told"),
                trigger == null ? null : Trigger.valueOf(trigger),
                Rows.instant(row, "changed_at"));
    }
}
