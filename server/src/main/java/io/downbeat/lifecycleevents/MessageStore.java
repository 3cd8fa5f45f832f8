package io.downbeat.lifecycleevents;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is due to be told, in the database. Runs inside the transaction of its caller. */
final class MessageStore {
    private static final String NEXT = "SELECT min(fire_at) AS next FROM lifecycle_message WHERE fired_at IS NULL";
    private static final String DUE = """
        SELECT m.customer_id, m.entity_id, m.event_type, m.part_id, m.event_at, m.fire_at, m.configuration_id, c.offset_given
        FROM lifecycle_message m JOIN lifecycle_configuration c ON c.id = m.configuration_id
        WHERE m.fired_at IS NULL AND m.fire_at <= :now
        ORDER BY m.fire_at, m.position LIMIT :limit
        """;
    private static final String CLAIM = DUE + " FOR UPDATE OF m SKIP LOCKED";
    private static final String NAMED = """
        unnest(:customers::uuid[], :entities::uuid[], :configurations::uuid[], :parts::uuid[], :moments::timestamptz[])
            AS n (customer_id, entity_id, configuration_id, part_id, event_at)
        WHERE m.customer_id = n.customer_id AND m.entity_id = n.entity_id AND m.configuration_id = n.configuration_id
            AND m.part_id = n.part_id AND m.event_at = n.event_at AND m.fired_at IS NULL
        """;
    private static final String FIRED = "UPDATE lifecycle_message m SET fired_at = :now FROM " + NAMED;
    private static final String PUT_OFF = "UPDATE lifecycle_message m SET fire_at = :until FROM " + NAMED;
    private static final String CALL_OFF = "DELETE FROM lifecycle_message m USING " + NAMED;

    private final JdbcClient database;

    MessageStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    /** In the order in which they are to be told; held by nobody else. */
    List<DueMessage> claim(Instant now, int limit) {
        return due(CLAIM, now, limit);
    }

    /** The same, held by somebody or not. */
    List<DueMessage> due(Instant now, int limit) {
        return due(DUE, now, limit);
    }

    private List<DueMessage> due(String sql, Instant now, int limit) {
        return database.sql(sql)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query(MessageStore::message)
                .list();
    }

    void fired(Collection<DueMessage> told, Instant now) {
        if (!told.isEmpty()) {
            named(FIRED, told).param("now", Rows.at(now)).update();
        }
    }

    void callOff(Collection<DueMessage> called) {
        if (!called.isEmpty()) {
            named(CALL_OFF, called).update();
        }
    }

    void putOff(DueMessage message, Instant until) {
        named(PUT_OFF, List.of(message)).param("until", Rows.at(until)).update();
    }

    private JdbcClient.StatementSpec named(String sql, Collection<DueMessage> all) {
        return database.sql(sql)
                .param("customers", Rows.array(all, one -> one.key().customer().value()))
                .param("entities", Rows.array(all, one -> one.key().entity()))
                .param("configurations", Rows.array(all, DueMessage::configuration))
                .param("parts", Rows.array(all, one -> one.key().part()))
                .param(
                        "moments",
                        all.stream().map(one -> one.eventAt().toString()).toArray(String[]::new));
    }

    private static DueMessage message(ResultSet row, int number) throws SQLException {
        return new DueMessage(
                new Moment.Key(
                        new CustomerId(Rows.uuid(row, "customer_id")),
                        Rows.uuid(row, "entity_id"),
                        EventType.of(Rows.text(row, "event_type")),
                        Rows.uuid(row, "part_id")),
                Rows.instant(row, "event_at"),
                Rows.instant(row, "fire_at"),
                Rows.uuid(row, "configuration_id"),
                row.getString("offset_given"));
    }
}
