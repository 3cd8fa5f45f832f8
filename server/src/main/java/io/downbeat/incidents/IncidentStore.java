package io.downbeat.incidents;

import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Incidents in PostgreSQL. */
final class IncidentStore {
    /** A row that was there already has an xmax: this statement changed it. */
    private static final String RAISE = """
        INSERT INTO incident AS i (id, kind, subject, detail, for_a_person, raised_at)
        VALUES (:id, :kind, :subject, :detail, :forAPerson, :now)
        ON CONFLICT (kind, subject) WHERE ended_at IS NULL DO UPDATE SET detail = excluded.detail
        RETURNING xmax = 0
        """;

    private static final String END = """
        UPDATE incident SET ended_at = greatest(:now, raised_at)
        WHERE kind = :kind AND subject = ANY(:subjects) AND ended_at IS NULL
        RETURNING subject
        """;
    private static final String LOCK = "SELECT * FROM incident WHERE id = :id FOR UPDATE";
    private static final String CLEAR = """
        UPDATE incident SET ended_at = greatest(:now, raised_at),
            detail = detail || chr(10) || 'cleared by a person: ' || :reason
        WHERE id = :id RETURNING *
        """;

    private final JdbcClient database;

    IncidentStore(JdbcClient database) {
        this.database = database;
    }

    /** @return whether it is new */
    boolean raise(UUID id, IncidentKind kind, String subject, String detail, Instant now) {
        return database.sql(RAISE)
                .param("id", id)
                .param("kind", kind.name())
                .param("subject", subject)
                .param("detail", detail)
                .param("forAPerson", kind.isForAPerson())
                .param("now", Rows.at(now))
                .query(Boolean.class)
                .single();
    }

    /** @return the subjects of those that were open */
    List<String> end(IncidentKind kind, Collection<String> subjects, Instant now) {
        return database.sql(END)
                .param("kind", kind.name())
                .param("subjects", subjects.toArray(String[]::new))
                .param("now", Rows.at(now))
                .query(String.class)
                .list();
    }

    Optional<Incident> lock(UUID id) {
        return database.sql(LOCK).param("id", id).query(IncidentStore::incident).optional();
    }

    Incident clear(UUID id, String reason, Instant now) {
        return database.sql(CLEAR)
                .param("id", id)
                .param("reason", reason)
                .param("now", Rows.at(now))
                .query(IncidentStore::incident)
                .single();
    }

    private static Incident incident(ResultSet row, int number) throws SQLException {
        return new Incident(
                Rows.uuid(row, "id"),
                Rows.text(row, "kind"),
                Rows.text(row, "subject"),
                Rows.text(row, "detail"),
                row.getBoolean("for_a_person"),
                Rows.instant(row, "raised_at"),
                Rows.optionalInstant(row, "ended_at"));
    }
}
