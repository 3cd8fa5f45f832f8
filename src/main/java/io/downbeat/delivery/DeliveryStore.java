package io.downbeat.delivery;

import static io.downbeat.delivery.DeliveryRows.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Claims, and everything that is written under a claim. Every write names the fence it was claimed with; when it
 * changes no row, the delivery belongs to somebody else by now.
 */
class DeliveryStore {
    /** One server at a time looks for work: two that looked at once could take two deliveries of one order key. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(700001)";

    /**
     * A server died with these in its hands. Before the announcement nothing was sent, so it is as if never claimed;
     * after it the outcome is unknown. The fence grows, so that the server may not write if it only slept.
     */
    private static final String END_LEASES = """
        WITH ended AS (
            SELECT id, state AS held_as FROM delivery
            WHERE state IN ('CLAIMED', 'SENDING') AND lease_until < clock_timestamp()
            FOR UPDATE SKIP LOCKED),
        freed AS (
            UPDATE delivery d SET
                state = CASE WHEN e.held_as = 'CLAIMED' THEN d.claimed_from ELSE 'UNKNOWN' END,
                attempts = d.attempts + CASE WHEN e.held_as = 'SENDING' THEN 1 ELSE 0 END,
                fence = d.fence + 1, lease_owner = NULL, lease_until = NULL, claimed_from = NULL,
                next_attempt_at = least(d.next_attempt_at, :now), changed_at = :now
            FROM ended e WHERE d.id = e.id
            RETURNING d.id, e.held_as, d.attempts, d.step, d.step_key, d.step_sha256, d.generation, d.step_started_at)
        INSERT INTO delivery_attempt (delivery_id, n, step, key, request_sha256, generation, started_at, ended_at,
            outcome, response)
        SELECT id, attempts, step, step_key, step_sha256, generation, step_started_at, :now, 'UNKNOWN',
            'the server that sent this died or lost its lease'
        FROM freed WHERE held_as = 'SENDING'
        """;

    private static final String CLAIM = """
        WITH lanes AS (
            SELECT a.account_key, coalesce(f.free, :otherwise) AS free
            FROM delivery_account a
            LEFT JOIN unnest(CAST(:accounts AS text[]), CAST(:free AS int[])) AS f(account_key, free)
                ON f.account_key = a.account_key
            WHERE a.circuit_open_until IS NULL AND coalesce(f.free, :otherwise) > 0),
        due AS (
            SELECT d.id
            FROM lanes CROSS JOIN LATERAL (
                SELECT x.id FROM delivery x
                WHERE x.account_key = lanes.account_key AND x.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                    AND x.next_attempt_at <= :now
                    AND NOT EXISTS (
                        SELECT 1 FROM delivery e
                        WHERE e.order_key = x.order_key AND e.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                            AND (e.next_attempt_at, e.id) < (x.next_attempt_at, x.id))
                    AND NOT EXISTS (
                        SELECT 1 FROM delivery h
                        WHERE h.order_key = x.order_key AND h.state IN ('CLAIMED', 'SENDING'))
                ORDER BY x.next_attempt_at, x.id
                LIMIT lanes.free
                FOR UPDATE SKIP LOCKED) d)
        UPDATE delivery d SET
            claimed_from = d.state, state = 'CLAIMED', fence = d.fence + 1, lease_owner = :owner,
            lease_until = clock_timestamp() + :leaseMillis * interval '1 millisecond', changed_at = :now
        FROM due WHERE d.id = due.id
        RETURNING d.*
        """;

    /** The write-ahead intent, with whatever came before it in this claim. Renews the lease. */
    private static final String ANNOUNCE = """
        WITH moved AS (
            UPDATE delivery SET
                state = 'SENDING', step = :step, step_key = :stepKey, step_sha256 = :stepSha256,
                step_started_at = :now, generation = :generation, provider_ref = :providerRef, may_exist = true,
                undone_ref = CASE WHEN :undoes THEN :providerRef ELSE undone_ref END,
                generation_sent_at = CASE WHEN generation = :generation THEN coalesce(generation_sent_at, :now) ELSE :now END,
                first_send_at = coalesce(first_send_at, :now), last_send_at = :now,
                trying_since = coalesce(trying_since, :now),
                lease_until = clock_timestamp() + :leaseMillis * interval '1 millisecond', attempts = attempts + :count, changed_at = :now
            WHERE id = :id AND fence = :fence AND state IN ('CLAIMED', 'SENDING')
            RETURNING id, attempts),
        """ + AttemptRows.NOTE;

    private static final String RELEASE = """
        WITH moved AS (
            UPDATE delivery SET
                state = :state, reason = CAST(:reason AS text), next_attempt_at = :nextAttemptAt, failures = :failures,
                generation = :generation, provider_ref = :providerRef, may_exist = :mayExist,
                generation_sent_at = CASE WHEN generation = :generation THEN generation_sent_at END,
                external_status = coalesce(:externalStatus, external_status),
                receipts = receipts + :receipts, attempts = attempts + :count,
                claimed_from = NULL, lease_owner = NULL, lease_until = NULL, changed_at = :now
            WHERE id = :id AND fence = :fence AND state IN ('CLAIMED', 'SENDING')
            RETURNING id, attempts),
        """ + AttemptRows.NOTE;

    private static final String RECEIVE = """
        INSERT INTO delivery_receipt (delivery_id, n, provider_ref, external_status, received_at, invoiced_total, evidence)
        SELECT id, receipts, :ref, :externalStatus, :now, :total, :evidence FROM delivery WHERE id = :id
        """;

    private static final String NEXT_DUE = """
        SELECT least(
            (SELECT min(greatest(a.circuit_open_until, w.due)) FROM delivery_account a CROSS JOIN LATERAL (
                SELECT next_attempt_at AS due FROM delivery
                WHERE account_key = a.account_key AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                ORDER BY next_attempt_at LIMIT 1) w),
            (SELECT min(w.deadline_at) FROM delivery_account a CROSS JOIN LATERAL (
                SELECT deadline_at FROM delivery
                WHERE account_key = a.account_key AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                    AND deadline_at IS NOT NULL
                ORDER BY deadline_at LIMIT 1) w
             WHERE a.circuit_open_until IS NOT NULL),
            (SELECT next_attempt_at FROM delivery WHERE state IN ('CLAIMED', 'SENDING') LIMIT 1))
        """;

    private final JdbcClient database;
    private final DeliverySettings settings;

    DeliveryStore(JdbcClient database, DeliverySettings settings) {
        this.database = database;
        this.settings = settings;
    }

    Duration lease() {
        return settings.lease();
    }

    /** Inside a transaction; it must end at once, because other servers wait to look. */
    List<Claim> claim(String owner, Map<String, Integer> freeByAccount, int otherwise, Instant now) {
        long before = System.nanoTime();
        database.sql(ONE_AT_A_TIME).query((row, number) -> 0).list();
        database.sql(END_LEASES).param("now", utc(now)).update();
        List<String> accounts = List.copyOf(freeByAccount.keySet());
        return database.sql(CLAIM)
                .param("now", utc(now))
                .param("owner", owner)
                .param("leaseMillis", settings.lease().toMillis())
                .param("otherwise", otherwise)
                .param("accounts", accounts.toArray(String[]::new))
                .param("free", accounts.stream().map(freeByAccount::get).toArray(Integer[]::new))
                .query((row, number) -> claim(row, before))
                .list();
    }

    /** @return whether the delivery is still ours, and the intent is durable once the transaction is */
    boolean announce(Delivery delivery, Step step, byte[] stepSha256, List<Attempt> notes, Instant now) {
        return AttemptRows.bind(database.sql(ANNOUNCE), notes)
                        .param("id", delivery.id().value())
                        .param("fence", delivery.fence())
                        .param("step", step.name())
                        .param("stepKey", step.key())
                        .param("stepSha256", stepSha256)
                        .param("generation", delivery.generation())
                        .param("providerRef", delivery.providerRef())
                        .param("undoes", step.undoes())
                        .param("leaseMillis", settings.lease().toMillis())
                        .param("now", utc(now))
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Ends the claim. @return whether the delivery was still ours */
    boolean release(Delivery delivery, Outcome outcome, List<Attempt> notes, Instant now) {
        Receipt receipt = outcome.receipt();
        boolean ours = AttemptRows.bind(database.sql(RELEASE), notes)
                        .param("id", delivery.id().value())
                        .param("fence", delivery.fence())
                        .param("state", outcome.state().name())
                        .param("reason", outcome.reason())
                        .param("nextAttemptAt", utc(outcome.nextAttemptAt()))
                        .param("failures", outcome.failures())
                        .param("generation", delivery.generation())
                        .param("providerRef", receipt == null ? delivery.providerRef() : receipt.ref())
                        .param("mayExist", delivery.mayExist())
                        .param("externalStatus", receipt == null ? null : receipt.externalStatus())
                        .param("receipts", receipt == null ? 0 : 1)
                        .param("now", utc(now))
                        .query(Integer.class)
                        .single()
                == 1;
        if (ours && receipt != null) {
            receive(delivery.id(), receipt, now);
        }
        return ours;
    }

    /** The row's count of receipts was raised before, in this transaction. */
    void receive(DeliveryId id, Receipt receipt, Instant now) {
        database.sql(RECEIVE)
                .param("id", id.value())
                .param("ref", receipt.ref())
                .param("externalStatus", receipt.externalStatus())
                .param("total", receipt.invoicedTotal())
                .param("evidence", receipt.evidence())
                .param("now", utc(now))
                .update();
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    private static Claim claim(ResultSet row, long before) throws SQLException {
        return new Claim(
                DeliveryRows.delivery(row, "claimed_from"),
                row.getString("step_key"),
                row.getBytes("step_sha256"),
                DeliveryRows.instant(row, "trying_since"),
                before);
    }
}
