package io.downbeat.access;

import io.downbeat.platform.callers.Role;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tokens in the database. */
final class TokenStore {
    private static final String SELECT = """
        SELECT id, name, role, created_at, last_used_at, revoked_at FROM api_token
        """;
    private static final String OF_HASH = SELECT + "WHERE token_sha256 = :hash AND revoked_at IS NULL";
    private static final String FIND = SELECT + "WHERE id = :id";
    private static final String LOCK = SELECT + "WHERE id = :id FOR UPDATE";
    private static final String PAGE = SELECT + """
        WHERE (CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid)) ORDER BY id LIMIT :limit
        """;
    private static final String HASH = "SELECT token_sha256 FROM api_token WHERE id = :id";
    private static final String INSERT = """
        INSERT INTO api_token (id, name, role, token_sha256, created_at) VALUES (:id, :name, :role, :hash, :now)
        """;
    private static final String REVOKE = "UPDATE api_token SET revoked_at = :now WHERE id = :id";
    /** Several servers see the same token used; the first to say so is enough. */
    private static final String USED = """
        UPDATE api_token SET last_used_at = :now
        WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :before)
        """;

    private final JdbcClient database;

    TokenStore(JdbcClient database) {
        this.database = database;
    }

    /** The token with this text, unless it was revoked. */
    Optional<ApiToken> live(TokenText.Hash hash) {
        return database.sql(OF_HASH)
                .param("hash", hash.bytes())
                .query((row, number) -> token(row))
                .optional();
    }

    Optional<ApiToken> find(UUID id) {
        return database.sql(FIND)
                .param("id", id)
                .query((row, number) -> token(row))
                .optional();
    }

    Optional<ApiToken> lock(UUID id) {
        return database.sql(LOCK)
                .param("id", id)
                .query((row, number) -> token(row))
                .optional();
    }

    List<ApiToken> page(@Nullable UUID after, int limit) {
        return database.sql(PAGE)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> token(row))
                .list();
    }

    Optional<TokenText.Hash> hash(UUID id) {
        return database.sql(HASH)
                .param("id", id)
                .query((row, number) -> new TokenText.Hash(row.getBytes(1)))
                .optional();
    }

    void insert(ApiToken token, TokenText.Hash hash) {
        database.sql(INSERT)
                .param("id", token.id())
                .param("name", token.name())
                .param("role", token.role().word())
                .param("hash", hash.bytes())
                .param("now", Rows.at(token.createdAt()))
                .update();
    }

    void revoke(UUID id, Instant now) {
        database.sql(REVOKE).param("id", id).param("now", Rows.at(now)).update();
    }

    void used(UUID id, Instant now, Duration exactness) {
        database.sql(USED)
                .param("id", id)
                .param("now", Rows.at(now))
                .param("before", Rows.at(now.minus(exactness)))
                .update();
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                Rows.uuid(row, "id"),
                Rows.text(row, "name"),
                Role.of(Rows.text(row, "role")),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "last_used_at"),
                Rows.optionalInstant(row, "revoked_at"));
    }
}
