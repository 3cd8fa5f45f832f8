package io.downbeat.access;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The entries of the audit log. Writes inside the transaction of its caller; reads in statements of their own. */
final class AuditStore {
    /** All entries of one writing at once, in their order. */
    private static final String INSERT = """
        INSERT INTO audit_entry (incarnation, at, actor_id, actor_name, request_id, address, user_agent,
                                 action, resource_type, resource_id, customer_id, status, description, before, after)
        SELECT (SELECT max(number) FROM audit_incarnation), :at, :actorId, :actorName, CAST(:requestId AS text), CAST(:address AS text),
               CAST(:userAgent AS text),
               e.action, e.resource_type, e.resource_id, CAST(e.customer_id AS uuid), :status, e.description,
               CAST(e.before AS jsonb), CAST(e.after AS jsonb)
        FROM unnest(:actions::text[], :types::text[], :ids::text[], :customers::text[], :descriptions::text[],
                    :befores::text[], :afters::text[])
            WITH ORDINALITY AS e (action, resource_type, resource_id, customer_id, description, before, after, n)
        ORDER BY e.n
        """;
    /**
     * What no running transaction can still write before. Those of an earlier life of the database are all over, whatever
     * number the present one counts.
     */
    private static final String SETTLED = """
        WHERE (incarnation < (SELECT max(number) FROM audit_incarnation)
               OR txid < pg_snapshot_xmin(pg_current_snapshot()))
        """;

    /**
     * Which entries, from the index of their order alone: entries that a range of time leaves out are many, and none of them
     * is read. The order below means the column: under its own name the text would be sorted by, and 10 comes before 9 in texts.
     */
    private static final String SELECT = """
        SELECT e.id, e.incarnation, e.txid::text AS writing, e.at, e.actor_id, e.actor_name, e.request_id, e.address,
               e.user_agent, e.action, e.resource_type, e.resource_id, e.customer_id, e.status, e.description, e.before,
               e.after
        FROM (SELECT id FROM audit_entry
        """ + SETTLED;

    /**
     * The same for a date that few entries come behind: those are sorted, and all that is older is passed over unseen. By the
     * order alone every older entry is looked at, two million in 0.15 s.
     */
    private static final String SELECT_OF_FEW = SELECT.replace(
            "FROM audit_entry\n", "FROM (SELECT * FROM audit_entry WHERE at >= :from OFFSET 0) recent\n");

    private static final String MANY_SINCE = """
        SELECT count(*) > :few FROM (SELECT FROM audit_entry WHERE at >= :from LIMIT :few + 1) since
        """;
    private static final int FEW = 50_000;

    private static final String UP = """
          AND (incarnation, txid, id) > (:incarnation, CAST(:txid AS xid8), :id)
        """;
    private static final String DOWN = """
          AND (incarnation, txid, id) < (:incarnation, CAST(:txid AS xid8), :id)
        """;
    private static final String FROM = "  AND at >= :from\n";
    private static final String UNTIL = "  AND at < :until\n";
    private static final String RESOURCE = "  AND resource_type = :type\n";
    private static final String RESOURCE_ID = "  AND resource_id = :resource\n";
    private static final String ACTOR = "  AND actor_name = :actor\n";
    private static final String OLDEST_FIRST = "ORDER BY incarnation, txid, id LIMIT :limit) wanted\n"
            + "JOIN audit_entry e ON e.id = wanted.id ORDER BY e.incarnation, e.txid, e.id";
    private static final String NEWEST_FIRST = "ORDER BY incarnation DESC, txid DESC, id DESC LIMIT :limit) wanted\n"
            + "JOIN audit_entry e ON e.id = wanted.id ORDER BY e.incarnation DESC, e.txid DESC, e.id DESC";

    /** The id that the next transaction gets: all that began before has a smaller one. */
    private static final String NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";

    private static final String OVER = """
        SELECT pg_snapshot_xmin(pg_current_snapshot()) >= CAST(:next AS xid8)
        """;
    /**
     * An entry of the present life with an id that no transaction here has had yet was written in another cluster. Servers
     * that start at once see the same, and one of them writes it.
     */
    private static final String BEGIN_INCARNATION = """
        INSERT INTO audit_incarnation (number)
        SELECT present.number + 1 FROM (SELECT max(number) AS number FROM audit_incarnation) present
        WHERE EXISTS (SELECT FROM audit_entry e
                      WHERE e.incarnation = present.number AND e.txid >= pg_snapshot_xmax(pg_current_snapshot()))
        ON CONFLICT DO NOTHING
        """;

    /**
     * Ahead of every number that the original may have begun since the backup, and of those of another copy of the same
     * one: nobody begins one a minute.
     */
    private static final String BEGIN_IN_COPY = """
        INSERT INTO audit_incarnation (number)
        SELECT greatest(max(number) + 1, CAST(extract(epoch FROM clock_timestamp()) AS bigint) / 60) FROM audit_incarnation
        """;

    private final JdbcClient database;

    AuditStore(JdbcClient database) {
        this.database = database;
    }

    void write(List<Change> changes, @Nullable Origin origin, boolean wasDone, Instant now) {
        AuditActor actor = origin == null ? AuditActor.SYSTEM : AuditActor.of(origin.caller());
        database.sql(INSERT)
                .param("at", Rows.at(now))
                .param("actorId", actor.id())
                .param("actorName", actor.name())
                .param("requestId", origin == null ? null : origin.requestId())
                .param("address", origin == null ? null : origin.address())
                .param("userAgent", origin == null ? null : origin.userAgent())
                .param("status", wasDone ? "success" : "failure")
                .param("actions", Rows.texts(changes, Change::action))
                .param("types", Rows.texts(changes, Change::resourceType))
                .param("ids", Rows.texts(changes, Change::resourceId))
                .param("customers", Rows.texts(changes, Change::customerId))
                .param("descriptions", Rows.texts(changes, Change::description))
                .param("befores", Rows.texts(changes, change -> json(change.before())))
                .param("afters", Rows.texts(changes, change -> json(change.after())))
                .update();
    }

    List<AuditEntry> page(AuditQuery query, int limit) {
        String sql = (isOfFew(query) ? SELECT_OF_FEW : SELECT)
                + (query.newestFirst() ? DOWN : UP)
                + (query.from() == null ? "" : FROM)
                + (query.until() == null ? "" : UNTIL)
                + (query.resource() == null ? "" : RESOURCE)
                + (query.resource() == null || query.resource().id() == null ? "" : RESOURCE_ID)
                + (query.actor() == null ? "" : ACTOR)
                + (query.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST);
        JdbcClient.StatementSpec statement = database.sql(sql)
                .param("incarnation", query.after().incarnation())
                .param("txid", query.after().transaction().toString())
                .param("id", query.after().id())
                .param("limit", limit);
        if (query.from() != null) {
            statement = statement.param("from", Rows.at(query.from()));
        }
        if (query.until() != null) {
            statement = statement.param("until", Rows.at(query.until()));
        }
        if (query.resource() != null) {
            statement = statement
                    .param("type", query.resource().type())
                    .param("resource", query.resource().id());
        }
        if (query.actor() != null) {
            statement = statement.param("actor", query.actor());
        }
        return statement.query((row, number) -> entry(row)).list();
    }

    /** A further page goes on behind its place, and passes nothing over. */
    private boolean isOfFew(AuditQuery query) {
        return query.from() != null
                && query.resource() == null
                && query.actor() == null
                && query.after().equals(AuditPlace.START)
                && !database.sql(MANY_SINCE)
                        .param("from", Rows.at(query.from()))
                        .param("few", FEW)
                        .query(Boolean.class)
                        .single();
    }

    /** A moment in the order of transactions, for {@link #isOver}. */
    String next() {
        return database.sql(NEXT).query(String.class).single();
    }

    /** Whether all transactions that had begun by then have ended. */
    boolean isOver(String next) {
        return database.sql(OVER).param("next", next).query(Boolean.class).single();
    }

    void beginIncarnation() {
        database.sql(BEGIN_INCARNATION).update();
    }

    void beginInCopy() {
        database.sql(BEGIN_IN_COPY).update();
    }

    private static @Nullable String json(@Nullable Map<String, @Nullable Object> values) {
        return values == null ? null : Json.write(values);
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        String request = row.getString("request_id");
        return new AuditEntry(
                new AuditPlace(row.getInt("incarnation"), new BigInteger(Rows.text(row, "writing")), row.getLong("id")),
                Rows.instant(row, "at"),
                new AuditActor(Rows.uuid(row, "actor_id"), Rows.text(row, "actor_name")),
                request == null
                        ? null
                        : new AuditEntry.Request(request, row.getString("address"), row.getString("user_agent")),
                new AuditEntry.Operation(
                        Rows.text(row, "action"),
                        Rows.text(row, "resource_type"),
                        row.getString("resource_id"),
                        Rows.optionalUuid(row, "customer_id")),
                Rows.text(row, "status").equals("success"),
                row.getString("description"),
                node(row.getString("before")),
                node(row.getString("after")));
    }

    private static @Nullable JsonNode node(@Nullable String json) {
        return json == null ? null : Json.read(json);
    }
}
