package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deliveries whose account's circuit is open. Inside its caller's transaction. */
class HeldBackStore {
    private static final String FIRST_DEADLINE = """
        SELECT d.deadline_at FROM delivery d
        WHERE d.account_key = :account AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND d.deadline_at > :after
        ORDER BY d.deadline_at LIMIT 1
        """;
    /** The patience of what was held back stood still meanwhile. */
    private static final String FORGIVE = """
        UPDATE delivery SET trying_since = trying_since + (CAST(:now AS timestamptz) - greatest(trying_since, :opened))
        WHERE account_key = :account AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND trying_since < :now
        """;
    /** What backs off because of the outage; who waits for a time of its own has no failures. */
    private static final String RESUME = """
        UPDATE delivery SET next_attempt_at = :now
        WHERE account_key = :account AND state IN ('RETRY_WAIT', 'UNKNOWN') AND next_attempt_at > :now AND failures > 0
        """;

    private static final String FIRST_WAITING = """
        SELECT d.* FROM delivery d
        WHERE d.account_key = ANY(:accounts) AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
            AND d.next_attempt_at <= :now
        ORDER BY d.next_attempt_at, d.id LIMIT 1
        """;

    /** Held back until its provider's deadline was over: a person must know, even while the circuit stays open. */
    private static final String EXPIRE = """
        UPDATE delivery d SET state = 'PARKED', fence = d.fence + 1, failures = 0, changed_at = :now,
            reason = 'gave up' || CASE WHEN d.state = 'UNKNOWN' OR d.may_exist THEN ' with an unknown outcome' ELSE '' END
                || ': the deadline passed while the account was held back: ' || a.circuit_reason
        FROM account_circuit a
        WHERE a.circuit_open_until IS NOT NULL AND d.account_key = a.account_key
            AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND d.deadline_at <= :now
        RETURNING d.*
        """;

    private final JdbcClient database;

    HeldBackStore(JdbcClient database) {
        this.database = database;
    }

    /** What was given up. */
    record Expired(Delivery delivery, String reason) {}

    Optional<Instant> firstDeadline(String account, Instant after) {
        return database.sql(FIRST_DEADLINE)
                .param("account", account)
                .param("after", Rows.at(after))
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    void forgive(String account, Instant openedAt, Instant now) {
        database.sql(FORGIVE)
                .param("account", account)
                .param("opened", Rows.at(openedAt))
                .param("now", Rows.at(now))
                .update();
    }

    void resume(String account, Instant now) {
        database.sql(RESUME)
                .param("account", account)
                .param("now", Rows.at(now))
                .update();
    }

    /** One for which an account may be asked; it is not claimed for that. */
    Optional<Delivery> firstWaiting(List<String> accounts, Instant now) {
        return database.sql(FIRST_WAITING)
                .param("accounts", accounts.toArray(String[]::new))
                .param("now", Rows.at(now))
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .optional();
    }

    /** Parks what is held back although its deadline is over. */
    List<Expired> expire(Instant now) {
        return database.sql(EXPIRE)
                .param("now", Rows.at(now))
                .query((row, number) -> new Expired(DeliveryRows.delivery(row, "state"), row.getString("reason")))
                .list();
    }
}
