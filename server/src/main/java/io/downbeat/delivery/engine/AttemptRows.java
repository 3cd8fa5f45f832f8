package io.downbeat.delivery.engine;

import io.downbeat.platform.hashes.Sha256;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes a claim's attempts in the same statement as the row they belong to: one round trip, and never one alone. */
final class AttemptRows {
    /** Follows a {@code moved} that returned the row's customer and id and its raised count of attempts. Answers how many rows moved. */
    static final String NOTE = """
        noted AS (
            INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, key, request_sha256, generation, started_at,
                ended_at, outcome, http_status, provider_request_id, response)
            SELECT m.customer_id, m.id, m.attempts - :count + a.place, a.step, a.key, decode(a.sha256, 'hex'), a.generation,
                a.started_at, a.ended_at, a.outcome, a.http_status, a.request_id, a.response
            FROM moved m CROSS JOIN unnest(CAST(:steps AS text[]), CAST(:keys AS text[]), CAST(:hashes AS text[]),
                CAST(:generations AS int[]), CAST(:startedAt AS timestamptz[]), CAST(:endedAt AS timestamptz[]),
                CAST(:outcomes AS text[]), CAST(:statuses AS int[]), CAST(:requestIds AS text[]),
                CAST(:responses AS text[])) WITH ORDINALITY
                AS a(step, key, sha256, generation, started_at, ended_at, outcome, http_status, request_id, response, place))
        SELECT count(*)::int FROM moved
        """;

    private AttemptRows() {}

    static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, List<Attempt> notes) {
        return statement
                .param("count", notes.size())
                .param("steps", texts(notes, Attempt::step))
                .param("keys", texts(notes, Attempt::key))
                .param(
                        "hashes",
                        texts(notes, note -> note.requestSha256() == null ? null : Sha256.hex(note.requestSha256())))
                .param("generations", notes.stream().map(Attempt::generation).toArray(Integer[]::new))
                .param("startedAt", instants(notes, Attempt::startedAt))
                .param("endedAt", instants(notes, Attempt::endedAt))
                .param("outcomes", texts(notes, Attempt::outcome))
                .param(
                        "statuses",
                        notes.stream().map(note -> note.exchange().httpStatus()).toArray(Integer[]::new))
                .param("requestIds", texts(notes, note -> note.exchange().requestId()))
                .param("responses", texts(notes, note -> note.exchange().excerpt()));
    }

    private static String[] texts(
            List<Attempt> notes, Function<Attempt, ? extends @org.jspecify.annotations.Nullable String> part) {
        return notes.stream().map(part).toArray(String[]::new);
    }

    private static String[] instants(List<Attempt> notes, Function<Attempt, Instant> part) {
        return notes.stream()
                .map(note -> part.apply(note).atOffset(ZoneOffset.UTC).toString())
                .toArray(String[]::new);
    }
}
