package io.downbeat.delivery.engine.operations;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.DeliveryRows;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what became of one delivery. A caller who knows its customer finds all of it by one key. */
public final class DeliveryStories {
    private static final String HEAD = """
        SELECT created_at, total, credit_type_id, encode(payload_sha256, 'hex') AS payload_sha256,
            coalesce(octet_length(payload), 0) AS payload_bytes, purpose, attempts, receipts, generation, state, step,
            step_started_at
        FROM delivery WHERE customer_id = :customer AND id = :id
        """;
    private static final String ATTEMPTS = """
        SELECT n, step, key, encode(request_sha256, 'hex') AS request_sha256, started_at, ended_at, outcome, http_status,
            provider_request_id, response
        FROM delivery_attempt
        WHERE customer_id = :customer AND delivery_id = :id AND n > :after ORDER BY n LIMIT :limit
        """;
    private static final String RECEIPTS = """
        SELECT n, provider_ref, external_status, received_at, invoiced_total, evidence
        FROM delivery_receipt WHERE customer_id = :customer AND delivery_id = :id ORDER BY n
        """;
    private static final String ACTIONS = """
        SELECT n, action, detail, state_before, acted_at
        FROM delivery_action WHERE customer_id = :customer AND delivery_id = :id ORDER BY n
        """;
    private static final String PAYLOAD = "SELECT payload FROM delivery WHERE id = :id AND payload IS NOT NULL";

    /** Which delivery, and which stretch of its attempts: those behind one, at most so many. */
    public record Wanted(CustomerId customer, DeliveryId delivery, int afterAttempt, int mostAttempts) {}

    /** The row itself. */
    private record Head(
            DeliveryStory.Frozen frozen,
            Purpose purpose,
            DeliveryStory.Counts counts,
            DeliveryStory.@Nullable UnderWay underWay) {
        DeliveryStory with(List<DeliveryStory.Attempt> attempts, List<DeliveryStory.Receipt> receipts) {
            return new DeliveryStory(frozen, purpose, counts, underWay, attempts, receipts);
        }
    }

    private final JdbcClient database;

    DeliveryStories(JdbcClient database) {
        this.database = database;
    }

    public Optional<DeliveryStory> find(Wanted wanted) {
        return of(HEAD, wanted)
                .query((row, number) -> head(row))
                .optional()
                .map(head -> head.with(attempts(wanted), receipts(wanted)));
    }

    /** What people did to it, and reconciliations. */
    public List<DeliveryStory.Action> actions(Wanted wanted) {
        return of(ACTIONS, wanted).query((row, number) -> action(row)).list();
    }

    /** The bytes that every request of it is made from; empty if there are none. */
    public Optional<byte[]> payload(DeliveryId id) {
        return database.sql(PAYLOAD)
                .param("id", id.value())
                .query((row, number) -> row.getBytes("payload"))
                .optional();
    }

    private JdbcClient.StatementSpec of(String sql, Wanted wanted) {
        return database.sql(sql)
                .param("customer", wanted.customer().value())
                .param("id", wanted.delivery().value());
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                new DeliveryStory.Frozen(
                        Rows.instant(row, "created_at"),
                        DeliveryRows.total(row),
                        row.getString("payload_sha256"),
                        row.getInt("payload_bytes")),
                Purpose.valueOf(Rows.text(row, "purpose")),
                new DeliveryStory.Counts(row.getInt("attempts"), row.getInt("receipts"), row.getInt("generation")),
                underWay(row));
    }

    private List<DeliveryStory.Attempt> attempts(Wanted wanted) {
        return of(ATTEMPTS, wanted)
                .param("after", wanted.afterAttempt())
                .param("limit", wanted.mostAttempts())
                .query((row, number) -> attempt(row))
                .list();
    }

    private List<DeliveryStory.Receipt> receipts(Wanted wanted) {
        return of(RECEIPTS, wanted).query((row, number) -> receipt(row)).list();
    }

    private static DeliveryStory.@Nullable UnderWay underWay(ResultSet row) throws SQLException {
        return DeliveryState.valueOf(Rows.text(row, "state")) == DeliveryState.SENDING
                ? new DeliveryStory.UnderWay(Rows.text(row, "step"), Rows.instant(row, "step_started_at"))
                : null;
    }

    private static DeliveryStory.Attempt attempt(ResultSet row) throws SQLException {
        return new DeliveryStory.Attempt(
                row.getInt("n"),
                Rows.text(row, "step"),
                row.getString("key"),
                row.getString("request_sha256"),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "ended_at"),
                Rows.text(row, "outcome"),
                row.getObject("http_status", Integer.class),
                row.getString("provider_request_id"),
                row.getString("response"));
    }

    private static DeliveryStory.Receipt receipt(ResultSet row) throws SQLException {
        return new DeliveryStory.Receipt(
                row.getInt("n"),
                Rows.text(row, "provider_ref"),
                Rows.text(row, "external_status"),
                Rows.instant(row, "received_at"),
                row.getBigDecimal("invoiced_total"),
                Rows.text(row, "evidence"));
    }

    private static DeliveryStory.Action action(ResultSet row) throws SQLException {
        return new DeliveryStory.Action(
                row.getInt("n"),
                Rows.text(row, "action"),
                row.getString("detail"),
                DeliveryState.valueOf(Rows.text(row, "state_before")),
                Rows.instant(row, "acted_at"));
    }
}
