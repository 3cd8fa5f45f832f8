package io.downbeat.access;

import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The console's sessions in the database, by the hash of their text. */
final class SessionStore {
    private static final String INSERT = """
        INSERT INTO console_session (id_sha256, token_sha256, created_at, last_seen_at, expires_at)
        VALUES (:id, :token, :now, :now, :expires)
        """;
    private static final String FIND = """
        SELECT token_sha256, last_seen_at, expires_at FROM console_session WHERE id_sha256 = :id
        """;
    private static final String SEEN = "UPDATE console_session SET last_seen_at = :now WHERE id_sha256 = :id";
    private static final String DELETE = "DELETE FROM console_session WHERE id_sha256 = :id";
    private static final String FORGET = """
        DELETE FROM console_session WHERE id_sha256 IN
            (SELECT id_sha256 FROM console_session WHERE expires_at <= :now ORDER BY expires_at LIMIT 1000)
        """;

    record Row(TokenText.Hash token, Instant lastSeenAt, Instant expiresAt) {}

    private final JdbcClient database;

    SessionStore(JdbcClient database) {
        this.database = database;
    }

    void insert(TokenText.Hash id, Row session) {
        database.sql(INSERT)
                .param("id", id.bytes())
                .param("token", session.token().bytes())
                .param("now", Rows.at(session.lastSeenAt()))
                .param("expires", Rows.at(session.expiresAt()))
                .update();
    }

    Optional<Row> find(TokenText.Hash id) {
        return database.sql(FIND)
                .param("id", id.bytes())
                .query((row, number) -> new Row(
                        new TokenText.Hash(row.getBytes("token_sha256")),
                        Rows.instant(row, "last_seen_at"),
                        Rows.instant(row, "expires_at")))
                .optional();
    }

    void seen(TokenText.Hash id, Instant now) {
        database.sql(SEEN).param("id", id.bytes()).param("now", Rows.at(now)).update();
    }

    void delete(TokenText.Hash id) {
        database.sql(DELETE).param("id", id.bytes()).update();
    }

    void forget(Instant now) {
        database.sql(FORGET).param("now", Rows.at(now)).update();
    }
}
