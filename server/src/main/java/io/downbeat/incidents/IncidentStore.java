package io.downbeat.incidents;

import io.downbeat.incidents.IncidentReport.Related;
import io.downbeat.incidents.IncidentReport.Relation;
import io.downbeat.incidents.IncidentReport.Subject;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Incidents in PostgreSQL. */
final class IncidentStore {
    /** The reason of an end that a person said. */
    private static final String CLEARED = "CLEARED";

    /** A row that was there already has an xmax: this statement changed it. */
    private static final String RAISE = """
        INSERT INTO incident AS i (id, kind, subject_type, subject, subject_part, detail, account, delivery_method_id,
            customer_id, contract_id, configuration_id, points, for_a_person, raised_at, last_seen_at, deadline_at)
        VALUES (:id, :kind, :type, :subject, :part, :detail, :account, :method,
            :customer, :contract, :configuration, CAST(:points AS jsonb), :forAPerson, :now, :now, :deadline)
        ON CONFLICT (kind, subject_type, subject, subject_part) WHERE ended_at IS NULL DO UPDATE SET
            detail = CASE :further
                WHEN 'REPLACES' THEN excluded.detail
                WHEN 'IS_ADDED' THEN CASE WHEN strpos(i.detail, excluded.detail) > 0 THEN i.detail
                    ELSE right(i.detail || chr(10) || excluded.detail, :longest) END
                ELSE i.detail END,
            deadline_at = CASE :further WHEN 'REPLACES' THEN excluded.deadline_at ELSE i.deadline_at END,
            points = CASE :further WHEN 'REPLACES' THEN excluded.points ELSE i.points END,
            last_seen_at = greatest(i.last_seen_at, excluded.last_seen_at)
        RETURNING xmax = 0
        """;
    /** Of an incident whose sentences are added up, the newest are kept. */
    private static final int LONGEST_DETAIL = 4000;

    /** In one order, so that two that end the same ones never wait for each other in a circle. */
    private static final String END = """
        UPDATE incident SET ended_at = greatest(:now, raised_at), ended_reason = :reason
        WHERE id IN (SELECT id FROM incident
            WHERE kind = :kind AND subject_type = :type AND subject = ANY(:subjects)
                AND (:part::text IS NULL OR subject_part = :part) AND ended_at IS NULL
            ORDER BY id FOR UPDATE)
        RETURNING subject
        """;

    private static final String END_UNSEEN = """
        UPDATE incident SET ended_at = greatest(:now, raised_at), ended_reason = :reason
        WHERE kind = :kind AND subject_type = :type AND subject = :subject AND ended_at IS NULL AND last_seen_at < :since
        RETURNING subject
        """;

    private static final String LOCK = "SELECT * FROM incident WHERE id = :id FOR UPDATE";
    private static final String LOCK_OPEN = """
        SELECT * FROM incident WHERE kind = :kind AND subject_type = :type AND subject = :subject
            AND subject_part = :part AND ended_at IS NULL
        FOR UPDATE
        """;
    private static final String OPEN_SUBJECTS = """
        SELECT DISTINCT subject FROM incident WHERE kind = :kind AND subject_type = :type AND ended_at IS NULL
        """;
    private static final String CLEAR = """
        UPDATE incident SET ended_at = greatest(:now, raised_at), ended_reason = :reason,
            detail = detail || chr(10) || 'cleared by a person: ' || :why
        WHERE id = :id RETURNING *
        """;
    private static final String OPEN = """
        SELECT * FROM incident
        WHERE ended_at IS NULL AND (:raised::timestamptz IS NULL OR (raised_at, id) < (:raised, :id::uuid))
        ORDER BY raised_at DESC, id DESC LIMIT :limit
        """;

    private final JdbcClient database;

    IncidentStore(JdbcClient database) {
        this.database = database;
    }

    /** @return whether it is new */
    boolean raise(UUID id, IncidentReport report, Instant now) {
        Related related = report.related();
        return of(RAISE, report.kind(), now)
                .param("id", id)
                .param("subject", report.subject().id())
                .param("part", report.subject().part())
                .param("detail", report.detail())
                .param("account", related.account(), Types.VARCHAR)
                .param("method", related.ids().get(Relation.DELIVERY_METHOD), Types.OTHER)
                .param("customer", related.ids().get(Relation.CUSTOMER), Types.OTHER)
                .param("contract", related.ids().get(Relation.CONTRACT), Types.OTHER)
                .param("configuration", related.ids().get(Relation.CONFIGURATION), Types.OTHER)
                .param("points", report.points(), Types.VARCHAR)
                .param("forAPerson", report.kind().isForAPerson())
                .param("further", report.kind().further().name())
                .param("longest", LONGEST_DETAIL)
                .param("deadline", Rows.at(report.deadlineAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .query(Boolean.class)
                .single();
    }

    private JdbcClient.StatementSpec of(String sql, IncidentKind kind, Instant now) {
        return of(sql, kind).param("now", Rows.at(now));
    }

    private JdbcClient.StatementSpec of(String sql, IncidentKind kind) {
        return database.sql(sql).param("kind", kind.name()).param("type", kind.subjectType());
    }

    /** @return the subjects of those that were open */
    List<String> end(IncidentKind kind, Collection<String> subjects, String reason, Instant now) {
        return end(kind, subjects, null, reason, now);
    }

    List<String> end(IncidentKind kind, Subject subject, String reason, Instant now) {
        return end(kind, List.of(subject.id()), subject.part(), reason, now);
    }

    private List<String> end(
            IncidentKind kind, Collection<String> subjects, @Nullable String part, String reason, Instant now) {
        return of(END, kind, now)
                .param("subjects", subjects.toArray(String[]::new))
                .param("part", part, Types.VARCHAR)
                .param("reason", reason)
                .query(String.class)
                .list();
    }

    /** Ends what nobody raised once more at that moment or since. */
    List<String> endUnseen(IncidentKind kind, String subject, Instant since, String reason, Instant now) {
        return of(END_UNSEEN, kind, now)
                .param("subject", subject)
                .param("since", Rows.at(since))
                .param("reason", reason)
                .query(String.class)
                .list();
    }

    Optional<Incident> lock(UUID id) {
        return database.sql(LOCK).param("id", id).query(IncidentStore::incident).optional();
    }

    Optional<Incident> lockOpen(IncidentKind kind, Subject subject) {
        return of(LOCK_OPEN, kind)
                .param("subject", subject.id())
                .param("part", subject.part())
                .query(IncidentStore::incident)
                .optional();
    }

    List<String> openSubjects(IncidentKind kind) {
        return of(OPEN_SUBJECTS, kind).query(String.class).list();
    }

    Incident clear(UUID id, String why, Instant now) {
        return database.sql(CLEAR)
                .param("id", id)
                .param("why", why)
                .param("reason", CLEARED)
                .param("now", Rows.at(now))
                .query(IncidentStore::incident)
                .single();
    }

    /** The last one of a page, which the next page follows. */
    record Place(Instant raisedAt, UUID id) {}

    /** Newest first. */
    List<Incident> open(@Nullable Place after, int limit) {
        return database.sql(OPEN)
                .param("raised", after == null ? null : Rows.at(after.raisedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", after == null ? null : after.id(), Types.OTHER)
                .param("limit", limit)
                .query(IncidentStore::incident)
                .list();
    }

    /** Filters left out are left out of the text, so that each is answered by its own index. */
    List<Incident> list(IncidentKind kind, IncidentFilter wanted, @Nullable UUID after, int limit) {
        StringBuilder sql = new StringBuilder("SELECT * FROM incident WHERE kind = :kind AND subject_type = :type");
        if (!wanted.endedToo()) {
            sql.append(" AND ended_at IS NULL");
        }
        Map<String, UUID> ids = new HashMap<>();
        wanted.concerning().forEach((relation, id) -> {
            sql.append(" AND ").append(relation.column).append(" = :").append(relation.column);
            ids.put(relation.column, id);
        });
        if (after != null) {
            sql.append(" AND id < :after");
        }
        return of(sql.append(" ORDER BY id DESC LIMIT :limit").toString(), kind)
                .params(ids)
                .param("after", after)
                .param("limit", limit)
                .query(IncidentStore::incident)
                .list();
    }

    private static Incident incident(ResultSet row, int number) throws SQLException {
        Instant endedAt = Rows.optionalInstant(row, "ended_at");
        return new Incident(
                Rows.uuid(row, "id"),
                Rows.text(row, "kind"),
                Rows.text(row, "subject"),
                Rows.text(row, "detail"),
                row.getBoolean("for_a_person"),
                new Related(row.getString("account"), related(row)),
                Rows.instant(row, "raised_at"),
                Rows.instant(row, "last_seen_at"),
                Rows.optionalInstant(row, "deadline_at"),
                row.getString("points"),
                endedAt == null ? null : new Incident.Ended(endedAt, Rows.text(row, "ended_reason")));
    }

    private static Map<Relation, UUID> related(ResultSet row) throws SQLException {
        Map<Relation, UUID> ids = new EnumMap<>(Relation.class);
        for (Relation relation : Relation.values()) {
            UUID id = Rows.optionalUuid(row, relation.column);
            if (id != null) {
                ids.put(relation, id);
            }
        }
        return ids;
    }
}
