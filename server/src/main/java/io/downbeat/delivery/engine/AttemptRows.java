package io.downbeat.delivery.engine;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.hashes.Sha256;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes claims' attempts in the same statement as the rows they belong to: one round trip, and never one alone. */
final class AttemptRows {
    /**
     * Follows a {@code moved} that returned of each row its customer, its id, its raised count of attempts, by how much that
     * was raised and the row's place among all that should move. Answers the places of those that moved. Each chain grows in
     * the order of its attempts.
     */
    static final String NOTE = """
        noted AS (
            INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, key, request_sha256, generation, started_at,
                ended_at, outcome, http_status, provider_request_id, response)
            SELECT m.customer_id, m.id, m.attempts - m.count + a.nth, a.step, a.key, decode(a.sha256, 'hex'), a.generation,
                a.started_at, a.ended_at, a.outcome, a.http_status, a.request_id, a.response
            FROM moved m JOIN unnest(CAST(:owners AS int[]), CAST(:nths AS int[]), CAST(:steps AS text[]),
                CAST(:keys AS text[]), CAST(:hashes AS text[]), CAST(:generations AS int[]),
                CAST(:startedAt AS timestamptz[]), CAST(:endedAt AS timestamptz[]), CAST(:outcomes AS text[]),
                CAST(:statuses AS int[]), CAST(:requestIds AS text[]), CAST(:responses AS text[]))
                AS a(owner, nth, step, key, sha256, generation, started_at, ended_at, outcome, http_status, request_id,
                    response) ON a.owner = m.place
            ORDER BY a.owner, a.nth)
        SELECT place::int FROM moved
        """;

    private AttemptRows() {}

    /** @param notes of each row that should move, in their order */
    static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, List<List<Attempt>> notes) {
        List<Attempt> all = notes.stream().flatMap(List::stream).toList();
        return statement
                .param("counts", notes.stream().map(List::size).toArray(Integer[]::new))
                .param("owners", places(notes, (place, _) -> place))
                .param("nths", places(notes, (_, nth) -> nth))
                .param("steps", Rows.texts(all, Attempt::step))
                .param("keys", Rows.texts(all, Attempt::key))
                .param(
                        "hashes",
                        Rows.texts(all, note -> note.requestSha256() == null ? null : Sha256.hex(note.requestSha256())))
                .param("generations", all.stream().map(Attempt::generation).toArray(Integer[]::new))
                .param("startedAt", Rows.texts(all, Attempt::startedAt))
                .param("endedAt", Rows.texts(all, Attempt::endedAt))
                .param("outcomes", Rows.texts(all, Attempt::outcome))
                .param(
                        "statuses",
                        all.stream().map(note -> note.exchange().httpStatus()).toArray(Integer[]::new))
                .param("requestIds", Rows.texts(all, note -> note.exchange().requestId()))
                .param("responses", Rows.texts(all, note -> note.exchange().excerpt()));
    }

    private interface Place {
        int of(int row, int nth);
    }

    /** Counted from one, as the database does. */
    private static Integer[] places(List<List<Attempt>> notes, Place place) {
        return IntStream.rangeClosed(1, notes.size())
                .boxed()
                .flatMap(row ->
                        IntStream.rangeClosed(1, notes.get(row - 1).size()).mapToObj(nth -> place.of(row, nth)))
                .toArray(Integer[]::new);
    }
}
