package io.downbeat.lifecycleevents;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When events happen, and what is to be told of them when, in the database. Runs inside the transaction of its caller.
 *
 * <p>Whoever writes moments shares a lock that a change of what is wanted holds alone: otherwise neither of two would see the
 * other, and an event would be told to nobody.
 */
final class MomentStore {
    private static final String SHARE = "SELECT pg_advisory_xact_lock_shared(700042)";
    private static final String HOLD = "SELECT pg_advisory_xact_lock(700042)";
    private static final String OF_ENTITIES = """
        SELECT customer_id, entity_id, event_type, part_id, event_at FROM lifecycle_moment
        WHERE (customer_id, entity_id) IN (SELECT * FROM unnest(:customers::uuid[], :entities::uuid[]))
        """;
    private static final String NAMED = """
        unnest(:customers::uuid[], :entities::uuid[], :types::text[], :parts::uuid[])
            AS n (customer_id, entity_id, event_type, part_id)
        """;
    private static final String FORGET = "DELETE FROM lifecycle_moment m USING " + NAMED + """
        WHERE m.customer_id = n.customer_id AND m.entity_id = n.entity_id AND m.event_type = n.event_type
            AND m.part_id = n.part_id
        """;
    private static final String CALL_OFF = "DELETE FROM lifecycle_message m USING " + NAMED + """
        WHERE m.customer_id = n.customer_id AND m.entity_id = n.entity_id AND m.event_type = n.event_type
            AND m.part_id = n.part_id AND m.fired_at IS NULL AND m.fire_at > :now
        """;
    private static final String PUT = """
        INSERT INTO lifecycle_moment (customer_id, entity_id, event_type, part_id, event_at)
        SELECT * FROM unnest(:customers::uuid[], :entities::uuid[], :types::text[], :parts::uuid[], :moments::timestamptz[])
        ON CONFLICT (customer_id, entity_id, event_type, part_id) DO UPDATE SET event_at = excluded.event_at
        """;
    /** By the UTC calendar, months first: a day that a month does not have is its last one. */
    private static final String FIRES = """
        ((n.event_at AT TIME ZONE 'UTC'
            + make_interval(months => c.offset_months, days => c.offset_days, hours => c.offset_hours)) AT TIME ZONE 'UTC')
        """;
    /** An event itself is told at once where it lies in the past; at an offset only what is still to come. */
    private static final String PLAN = """
        INSERT INTO lifecycle_message (customer_id, entity_id, configuration_id, part_id, event_at, event_type, fire_at)
        SELECT n.customer_id, n.entity_id, c.id, n.part_id, n.event_at, n.event_type,
            greatest(%1$s, CAST(:now AS timestamptz))
        FROM unnest(:customers::uuid[], :entities::uuid[], :types::text[], :parts::uuid[], :moments::timestamptz[],
                :late::boolean[]) WITH ORDINALITY
            AS n (customer_id, entity_id, event_type, part_id, event_at, is_told_late, place)
        JOIN lifecycle_configuration c ON c.event_type = n.event_type AND c.is_enabled AND c.archived_at IS NULL
        WHERE c.offset_given IS NULL OR n.is_told_late OR %1$s > :now
        ORDER BY n.place, c.id
        ON CONFLICT DO NOTHING
        """.formatted(FIRES);
    /** No month is more than three days longer than another. */
    private static final String PLAN_ALL = """
        INSERT INTO lifecycle_message (customer_id, entity_id, configuration_id, part_id, event_at, event_type, fire_at)
        SELECT n.customer_id, n.entity_id, c.id, n.part_id, n.event_at, n.event_type, %1$s
        FROM lifecycle_configuration c JOIN lifecycle_moment n ON n.event_type = c.event_type
        WHERE c.id = :configuration AND %1$s > :now
            AND n.event_at > CAST(:now AS timestamptz)
                - make_interval(months => c.offset_months, days => c.offset_days + 4, hours => c.offset_hours)
        ORDER BY n.event_at
        ON CONFLICT DO NOTHING
        """.formatted(FIRES);

    private static final String CALL_OFF_ALL =
            "DELETE FROM lifecycle_message WHERE configuration_id = :configuration AND fired_at IS NULL AND fire_at >"
                    + " :now";

    private final JdbcClient database;

    MomentStore(JdbcClient database) {
        this.database = database;
    }

    /** Before moments are written. */
    void share() {
        database.sql(SHARE).query().singleRow();
    }

    /** Before anything is changed that says what is wanted. */
    void hold() {
        database.sql(HOLD).query().singleRow();
    }

    /**
     * Those of entities that are known.
     *
     * @param entities with whose each is
     */
    Map<Moment.Key, Instant> of(Map<UUID, CustomerId> entities) {
        Map<Moment.Key, Instant> found = new HashMap<>();
        List<Map.Entry<UUID, CustomerId>> all = List.copyOf(entities.entrySet());
        database.sql(OF_ENTITIES)
                .param("customers", Rows.array(all, entry -> entry.getValue().value()))
                .param("entities", Rows.array(all, Map.Entry::getKey))
                .query(row -> {
                    found.put(
                            new Moment.Key(
                                    new CustomerId(Rows.uuid(row, "customer_id")),
                                    Rows.uuid(row, "entity_id"),
                                    EventType.of(Rows.text(row, "event_type")),
                                    Rows.uuid(row, "part_id")),
                            Rows.instant(row, "event_at"));
                });
        return found;
    }

    /** Events that happen no more; what was still to be told of them is called off. */
    void forget(Collection<Moment.Key> gone, Instant now) {
        if (!gone.isEmpty()) {
            keys(FORGET, gone, Function.identity()).update();
            callOff(gone, now);
        }
    }

    /**
     * Calls off what was still to be told of events, as they are to happen at another moment. What is due by now is told,
     * whenever a server comes to it.
     */
    void callOff(Collection<Moment.Key> moved, Instant now) {
        if (!moved.isEmpty()) {
            keys(CALL_OFF, moved, Function.identity())
                    .param("now", Rows.at(now))
                    .update();
        }
    }

    /**
     * Writes the events, new ones and moved ones, and plans what is to be told of them, in their order.
     *
     * @param late what is told at once at an offset too, if that has passed
     */
    void put(List<Moment> moments, Function<Moment, Boolean> late, Instant now) {
        if (moments.isEmpty()) {
            return;
        }
        keys(PUT, moments, Moment::key).param("moments", instants(moments)).update();
        keys(PLAN, moments, Moment::key)
                .param("moments", instants(moments))
                .param("late", moments.stream().map(late).toArray(Boolean[]::new))
                .param("now", Rows.at(now))
                .update();
    }

    /** Plans what a configuration is to be told of events that are there already and that it fires after now. */
    void plan(UUID configuration, Instant now) {
        database.sql(PLAN_ALL)
                .param("configuration", configuration)
                .param("now", Rows.at(now))
                .update();
    }

    /** Calls off whatever a configuration was still to be told; what is due by now is told. */
    void callOff(UUID configuration, Instant now) {
        database.sql(CALL_OFF_ALL)
                .param("configuration", configuration)
                .param("now", Rows.at(now))
                .update();
    }

    private <T> JdbcClient.StatementSpec keys(String sql, Collection<T> all, Function<T, Moment.Key> key) {
        return database.sql(sql)
                .param(
                        "customers",
                        Rows.array(all, one -> key.apply(one).customer().value()))
                .param("entities", Rows.array(all, one -> key.apply(one).entity()))
                .param(
                        "types",
                        all.stream().map(one -> key.apply(one).type().word()).toArray(String[]::new))
                .param("parts", Rows.array(all, one -> key.apply(one).part()));
    }

    private static String[] instants(List<Moment> moments) {
        return moments.stream().map(moment -> moment.at().toString()).toArray(String[]::new);
    }
}
