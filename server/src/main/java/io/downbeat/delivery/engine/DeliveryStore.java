package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.db.Rows;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Everything that is written under a claim. Every write names the fence it was claimed with; when it
 * changes no row, the delivery belongs to somebody else by now.
 *
 * <p>What is held has a lease, which says the same as its state; named by its state, the planner would look it up among
 * all that is held instead of by its id.
 */
class DeliveryStore {
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
            WHERE customer_id = :customer AND id = :id AND fence = :fence AND lease_until IS NOT NULL
            RETURNING customer_id, id, attempts),
        """ + AttemptRows.NOTE;

    private static final String RELEASE = """
        WITH moved AS (
            UPDATE delivery SET
                state = :state, reason = CAST(:reason AS text), failures = :failures,
                next_attempt_at = least(CAST(:nextAttemptAt AS timestamptz), CASE WHEN woken THEN CAST(:now AS timestamptz) END), woken = false,
                generation = :generation, provider_ref = :providerRef, may_exist = :mayExist,
                generation_sent_at = CASE WHEN generation = :generation THEN generation_sent_at END,
                external_status = coalesce(:externalStatus, external_status),
                trying_since = CASE WHEN :isAwaited THEN NULL ELSE trying_since END,
                own_failure = :ownFailure, own_failures = :ownFailures, own_failure_at = :ownFailureAt,
                receipts = receipts + :receipts, attempts = attempts + :count,
                claimed_from = NULL, lease_owner = NULL, lease_until = NULL, changed_at = :now
            WHERE customer_id = :customer AND id = :id AND fence = :fence AND lease_until IS NOT NULL
            RETURNING customer_id, id, attempts),
        """ + AttemptRows.NOTE;

    private static final String HOLDER = """
        SELECT id FROM delivery WHERE account_key = :account AND provider_ref = :ref AND id <> :id
        """;

    private final JdbcClient database;
    private final ReceiptStore receipts;
    private final DeliverySettings settings;

    DeliveryStore(JdbcClient database, ReceiptStore receipts, DeliverySettings settings) {
        this.database = database;
        this.receipts = receipts;
        this.settings = settings;
    }

    Duration lease() {
        return settings.lease();
    }

    /** @return whether the delivery is still ours, and the intent is durable once the transaction is */
    boolean announce(Delivery delivery, ProviderRequest step, byte[] stepSha256, List<Attempt> notes, Instant now) {
        return AttemptRows.bind(database.sql(ANNOUNCE), notes)
                        .param("customer", delivery.customer().value())
                        .param("id", delivery.id().value())
                        .param("fence", delivery.progress().fence())
                        .param("step", step.name())
                        .param("stepKey", step.key())
                        .param("stepSha256", stepSha256)
                        .param("generation", delivery.generation())
                        .param("providerRef", delivery.providerRef())
                        .param("undoes", step.undoes())
                        .param("leaseMillis", settings.lease().toMillis())
                        .param("now", Rows.at(now))
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Ends the claim. @return whether the delivery was still ours */
    boolean release(Delivery delivery, Outcome outcome, List<Attempt> notes, Instant now) {
        Receipt receipt = outcome.receipt();
        OwnFailure own = outcome.ownFailure();
        boolean ours = AttemptRows.bind(database.sql(RELEASE), notes)
                        .param("customer", delivery.customer().value())
                        .param("id", delivery.id().value())
                        .param("fence", delivery.progress().fence())
                        .param("state", outcome.state().name())
                        .param("reason", outcome.reason())
                        .param("nextAttemptAt", Rows.at(outcome.nextAttemptAt()))
                        .param("failures", outcome.failures())
                        .param("generation", delivery.generation())
                        .param("providerRef", receipt == null ? delivery.providerRef() : receipt.ref())
                        .param("mayExist", delivery.progress().mayExist())
                        .param("externalStatus", receipt == null ? null : receipt.externalStatus())
                        .param("isAwaited", outcome.awaited() != null)
                        .param("receipts", receipt == null ? 0 : 1)
                        .param("ownFailure", own == null ? null : own.words(), Types.VARCHAR)
                        .param("ownFailures", own == null ? 0 : own.times())
                        .param("ownFailureAt", own == null ? null : Rows.at(own.at()), Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("now", Rows.at(now))
                        .query(Integer.class)
                        .single()
                == 1;
        if (ours && receipt != null) {
            receipts.receive(delivery, receipt, now);
        }
        return ours;
    }

    /** Which other delivery of the account is bound to an object of its provider. */
    Optional<DeliveryId> holderOf(Delivery delivery, String ref) {
        return database.sql(HOLDER)
                .param("account", delivery.accountKey())
                .param("ref", ref)
                .param("id", delivery.id().value())
                .query((row, number) -> new DeliveryId(row.getObject("id", UUID.class)))
                .optional();
    }
}
