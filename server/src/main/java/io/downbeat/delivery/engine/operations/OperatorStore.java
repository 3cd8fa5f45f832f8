package io.downbeat.delivery.engine.operations;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.DeliveryRows;
import io.downbeat.delivery.engine.ReceiptStore;
import io.downbeat.delivery.engine.opening.RestoredCopy;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people and corrections do to a delivery, on a locked row; the fence grows with each, so a running claim ends. */
class OperatorStore {
    private static final String LOCK = "SELECT * FROM delivery WHERE id = :id FOR UPDATE";
    private static final String LOCK_OF_INVOICE =
            "SELECT * FROM delivery WHERE customer_id = :customer AND invoice_id = :invoice FOR UPDATE";

    /** A question that failed sent nothing; every other attempt without a refusal may have had its effect. */
    private static final String MAY_HAVE_BEEN_TAKEN = """
        SELECT EXISTS (SELECT FROM delivery_receipt WHERE customer_id = :customer AND delivery_id = :id)
            OR EXISTS (SELECT FROM delivery_attempt WHERE customer_id = :customer AND delivery_id = :id AND step <> 'LOOK'
                AND outcome IN ('ACCEPTED', 'UNKNOWN', 'STALE'))
        """;

    /** What parked it before is the word that a person looks for afterwards. */
    private static final String CANCEL = """
        UPDATE delivery SET state = 'CANCELLED', reason = :reason
                || CASE WHEN state = 'PARKED' THEN '; it was parked before: ' || reason ELSE '' END, fence = fence + 1, claimed_from = NULL,
            lease_owner = NULL, lease_until = NULL, changed_at = :now
        WHERE customer_id = :customer AND id = :id RETURNING reason
        """;
    /** What was announced may be under way: it is noted as unknown, and the provider is asked before anything else. */
    private static final String TURN_BACK = """
        WITH before AS (
            SELECT customer_id, id, state AS held_as FROM delivery WHERE customer_id = :customer AND id = :id),
        moved AS (
            UPDATE delivery d SET purpose = 'WITHDRAW', reason = :reason,
                state = CASE WHEN d.state IN ('SENDING', 'UNKNOWN') THEN 'UNKNOWN' ELSE 'PENDING' END,
                attempts = d.attempts + CASE WHEN d.state = 'SENDING' THEN 1 ELSE 0 END,
                fence = d.fence + 1, claimed_from = NULL, lease_owner = NULL, lease_until = NULL,
                failures = 0, trying_since = NULL, next_attempt_at = :now, changed_at = :now,
                own_failure = NULL, own_failures = 0, own_failure_at = NULL
            FROM before b WHERE d.customer_id = b.customer_id AND d.id = b.id
            RETURNING d.*, b.held_as)
        INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, key, request_sha256, generation, started_at,
            ended_at, outcome, response)
        SELECT customer_id, id, attempts, step, step_key, step_sha256, generation, step_started_at, :now, 'UNKNOWN',
            'the delivery was taken back while this was under way'
        FROM moved WHERE held_as = 'SENDING'
        """;

    /** What has a reference or may exist at the provider is asked for before anything is sent. */
    private static final String AGAIN = """
        UPDATE delivery SET may_exist = may_exist OR :mayExist, last_send_at = coalesce(last_send_at, :restoredAt),
            purpose = :purpose,
            state = CASE WHEN provider_ref IS NULL AND NOT (may_exist OR :mayExist) THEN 'PENDING' ELSE 'UNKNOWN' END,
            payload = coalesce(payload, :payload), payload_sha256 = coalesce(payload_sha256, sha256(:payload)),
            order_key = coalesce(order_key, :orderKey), deadline_at = coalesce(:deadlineAt, deadline_at),
            reason = :reason, fence = fence + 1, failures = 0, discarded = 0, trying_since = NULL,
            next_attempt_at = :now, changed_at = :now, own_failure = NULL, own_failures = 0, own_failure_at = NULL
        WHERE customer_id = :customer AND id = :id
        """;

    private static final String RESOLVE = """
        UPDATE delivery SET state = 'SENT', reason = 'resolved by an operator', provider_ref = :ref,
            external_status = :externalStatus, receipts = receipts + 1, fence = fence + 1, changed_at = :now
        WHERE customer_id = :customer AND id = :id
        """;
    private static final String NOTE = """
        INSERT INTO delivery_action (customer_id, delivery_id, id, action, detail, state_before, acted_at)
        VALUES (:customer, :id, :actionId, :action, :detail, :before, :now)
        """;

    private final JdbcClient database;
    private final ReceiptStore receipts;
    private final Ids ids;

    OperatorStore(JdbcClient database, ReceiptStore receipts, Ids ids) {
        this.database = database;
        this.receipts = receipts;
        this.ids = ids;
    }

    Optional<Delivery> lock(DeliveryId id) {
        return database.sql(LOCK)
                .param("id", id.value())
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .optional();
    }

    Optional<Delivery> lockOfInvoice(CustomerId customer, InvoiceId invoice) {
        return database.sql(LOCK_OF_INVOICE)
                .param("customer", customer.value())
                .param("invoice", invoice.value())
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .optional();
    }

    /** @return the reason as the row has it now */
    String cancel(Delivery delivery, String reason, Instant now) {
        return database.sql(CANCEL)
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .param("reason", reason)
                .param("now", Rows.at(now))
                .query(String.class)
                .single();
    }

    /** Whether a provider took anything of it, or may have, whatever became of that since. */
    boolean mayHaveBeenTaken(Delivery delivery) {
        return database.sql(MAY_HAVE_BEEN_TAKEN)
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .query(Boolean.class)
                .single();
    }

    void turnBack(Delivery delivery, String reason, Instant now) {
        database.sql(TURN_BACK)
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .param("reason", reason)
                .param("now", Rows.at(now))
                .update();
    }

    /** @param frozen for a delivery that had no payload yet; {@code null} to keep the one it has */
    void again(Delivery delivery, Frozen.@Nullable Deliverable frozen, Instant now) {
        Instant deadline = frozen == null ? null : frozen.deadlineAt();
        String order = frozen == null ? null : delivery.destination().orderKey(frozen);
        Instant restored = frozen == null
                ? null
                : RestoredCopy.asksFirstSince(database, delivery.provider(), now)
                        .orElse(null);
        again(delivery.customer(), delivery.id(), delivery.purpose(), now)
                .param("mayExist", restored != null)
                .param("restoredAt", Rows.at(restored), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("reason", null, Types.VARCHAR)
                .param("payload", frozen == null ? null : frozen.payload(), Types.BINARY)
                .param("orderKey", order, Types.VARCHAR)
                .param("deadlineAt", deadline == null ? null : Rows.at(deadline), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /** As {@link #again}, of one that may exist at its provider whatever its row says. */
    void reconsider(DeliverySummary delivery, Purpose purpose, String reason, Instant now) {
        again(delivery.customer(), delivery.id(), purpose, now)
                .param("mayExist", true)
                .param("restoredAt", null, Types.TIMESTAMP_WITH_TIMEZONE)
                .param("reason", reason)
                .param("payload", null, Types.BINARY)
                .param("orderKey", null, Types.VARCHAR)
                .param("deadlineAt", null, Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private JdbcClient.StatementSpec again(CustomerId customer, DeliveryId id, Purpose purpose, Instant now) {
        return database.sql(AGAIN)
                .param("customer", customer.value())
                .param("id", id.value())
                .param("purpose", purpose.name())
                .param("now", Rows.at(now));
    }

    /** @param receipt the operator's word on what the provider holds */
    void resolve(Delivery delivery, Receipt receipt, Instant now) {
        database.sql(RESOLVE)
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .param("ref", receipt.ref())
                .param("externalStatus", receipt.externalStatus())
                .param("now", Rows.at(now))
                .update();
        receipts.receive(delivery, receipt, now);
    }

    void note(Delivery before, String action, @Nullable String detail, Instant now) {
        note(before.customer(), before.id(), before.state(), action, detail, now);
    }

    void note(DeliverySummary before, String action, String detail, Instant now) {
        note(before.customer(), before.id(), before.state(), action, detail, now);
    }

    private void note(
            CustomerId customer,
            DeliveryId id,
            DeliveryState before,
            String action,
            @Nullable String detail,
            Instant now) {
        database.sql(NOTE)
                .param("customer", customer.value())
                .param("actionId", ids.next())
                .param("id", id.value())
                .param("action", action)
                .param("detail", detail, Types.VARCHAR)
                .param("before", before.name())
                .param("now", Rows.at(now))
                .update();
    }
}
