package io.downbeat.platform.idempotency;

import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The request keys and what was answered to them. Runs inside the request's transaction. */
final class IdempotencyKeyStore {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 7001))";
    private static final String FIND = """
        SELECT request_hash, status, content_type, response FROM idempotency_key WHERE key = :key
        """;
    private static final String KEEP = """
        INSERT INTO idempotency_key (key, request_hash, status, content_type, response, created_at)
        VALUES (:key, :requestHash, :status, :contentType, :response, :createdAt)
        """;
    private static final String OLDEST = "SELECT min(created_at) FROM idempotency_key";
    private static final String FORGET = """
        DELETE FROM idempotency_key WHERE key IN
            (SELECT key FROM idempotency_key WHERE created_at < :before ORDER BY created_at LIMIT 1000)
        """;

    record StoredAnswer(
            byte[] requestHash, int status, @Nullable String contentType, byte[] response) {}

    private final JdbcClient database;

    IdempotencyKeyStore(JdbcClient database) {
        this.database = database;
    }

    /** Whether this request is the only one with the key; held until the transaction ends. */
    boolean lock(String key) {
        return database.sql(LOCK).param("key", key).query(Boolean.class).single();
    }

    Optional<StoredAnswer> find(String key) {
        return database.sql(FIND)
                .param("key", key)
                .query((row, number) -> new StoredAnswer(
                        row.getBytes("request_hash"),
                        row.getInt("status"),
                        row.getString("content_type"),
                        row.getBytes("response")))
                .optional();
    }

    void keep(String key, StoredAnswer kept, Instant now) {
        database.sql(KEEP)
                .param("key", key)
                .param("requestHash", kept.requestHash())
                .param("status", kept.status())
                .param("contentType", kept.contentType())
                .param("response", kept.response())
                .param("createdAt", Rows.at(now))
                .update();
    }

    Optional<Instant> oldest() {
        return database.sql(OLDEST)
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant))
                .single();
    }

    int forgetBefore(Instant before) {
        return database.sql(FORGET).param("before", Rows.at(before)).update();
    }
}
