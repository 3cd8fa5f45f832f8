package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.hashes.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Everything that is written under claims, of many deliveries in one statement. Every row names the fence it was claimed
 * with; one that did not change belongs to somebody else by now, or is held by somebody for the moment.
 *
 * <p>What is held has a lease, which says the same as its state; named by its state, the planner would look it up among
 * all that is held instead of by its id.
 */
class DeliveryStore {
    /** Row by row through the index, however few rows the planner believes there to be. */
    private static final String OURS = """
        ours AS MATERIALIZED (
            SELECT e.* FROM each e CROSS JOIN LATERAL (
                SELECT FROM delivery d
                WHERE d.customer_id = e.customer AND d.id = e.id AND d.fence = e.fence AND d.lease_until IS NOT NULL
                LIMIT 1 FOR NO KEY UPDATE %s) held),
        """;

    /** The write-ahead intents, each with whatever came before it in its claim. Renews the leases. */
    private static final String ANNOUNCE = """
        WITH each AS (
            SELECT * FROM unnest(CAST(:customers AS uuid[]), CAST(:ids AS uuid[]), CAST(:fences AS bigint[]),
                CAST(:names AS text[]), CAST(:stepKeys AS text[]), CAST(:stepHashes AS text[]),
                CAST(:deliveryGenerations AS int[]), CAST(:providerRefs AS text[]), CAST(:undoes AS boolean[]),
                CAST(:discards AS boolean[]), CAST(:counts AS int[])) WITH ORDINALITY
                AS e(customer, id, fence, step, step_key, sha256, generation, provider_ref, undoes, discards, count,
                    place)),
        OURS
        moved AS (
            UPDATE delivery d SET
                state = 'SENDING', step = e.step, step_key = e.step_key, step_sha256 = decode(e.sha256, 'hex'),
                step_started_at = n.now, generation = e.generation, provider_ref = e.provider_ref, may_exist = true,
                undone_ref = CASE WHEN e.undoes THEN e.provider_ref ELSE d.undone_ref END,
                discarded = d.discarded
                    + CASE WHEN e.discards AND e.provider_ref IS DISTINCT FROM d.undone_ref THEN 1 ELSE 0 END,
                generation_sent_at =
                    CASE WHEN d.generation = e.generation THEN coalesce(d.generation_sent_at, n.now) ELSE n.now END,
                first_send_at = coalesce(d.first_send_at, n.now), last_send_at = n.now,
                trying_since = coalesce(d.trying_since, n.now),
                lease_until = clock_timestamp() + :leaseMillis * interval '1 millisecond',
                attempts = d.attempts + e.count
            FROM ours e CROSS JOIN (SELECT CAST(:now AS timestamptz) AS now) n
            WHERE d.customer_id = e.customer AND d.id = e.id
            RETURNING d.customer_id, d.id, d.attempts, e.count, e.place),
        """ + AttemptRows.NOTE;

    private static final String RELEASE = """
        WITH each AS (
            SELECT * FROM unnest(CAST(:customers AS uuid[]), CAST(:ids AS uuid[]), CAST(:fences AS bigint[]),
                CAST(:states AS text[]), CAST(:reasons AS text[]), CAST(:nextAttempts AS timestamptz[]),
                CAST(:failures AS int[]), CAST(:deliveryGenerations AS int[]), CAST(:providerRefs AS text[]),
                CAST(:mayExist AS boolean[]), CAST(:externalStatuses AS text[]), CAST(:areAwaited AS boolean[]),
                CAST(:ownFailures AS text[]), CAST(:ownFailureTimes AS int[]), CAST(:ownFailureAt AS timestamptz[]),
                CAST(:receipts AS int[]), CAST(:counts AS int[])) WITH ORDINALITY
                AS e(customer, id, fence, state, reason, next_attempt_at, failures, generation, provider_ref, may_exist,
                    external_status, is_awaited, own_failure, own_failures, own_failure_at, receipts, count, place)),
        OURS
        moved AS (
            UPDATE delivery d SET
                state = e.state, reason = e.reason, failures = e.failures,
                next_attempt_at = least(e.next_attempt_at, CASE WHEN d.woken THEN n.now END), woken = false,
                generation = e.generation, provider_ref = e.provider_ref, may_exist = e.may_exist,
                generation_sent_at = CASE WHEN d.generation = e.generation THEN d.generation_sent_at END,
                external_status = coalesce(e.external_status, d.external_status),
                trying_since = CASE WHEN e.is_awaited THEN NULL ELSE d.trying_since END,
                own_failure = e.own_failure, own_failures = e.own_failures, own_failure_at = e.own_failure_at,
                receipts = d.receipts + e.receipts, attempts = d.attempts + e.count,
                claimed_from = NULL, lease_owner = NULL, lease_until = NULL, changed_at = n.now
            FROM ours e CROSS JOIN (SELECT CAST(:now AS timestamptz) AS now) n
            WHERE d.customer_id = e.customer AND d.id = e.id
            RETURNING d.customer_id, d.id, d.attempts, e.count, e.place),
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

    /** What becomes of a row that somebody else has locked at the moment. */
    enum IfLocked {
        /** It does not change now: so whoever writes many waits for nobody, and nobody for it in a circle. */
        LEAVE("SKIP LOCKED"),
        WAIT("");

        private final String clause;

        IfLocked(String clause) {
            this.clause = clause;
        }

        private String in(String statement) {
            return statement.replace("OURS\n", OURS.formatted(clause));
        }
    }

    /** @param notes what came before it in this claim and is not written yet */
    record Intent(Delivery delivery, ProviderRequest step, byte[] stepSha256, List<Attempt> notes) {
        Intent {
            notes = List.copyOf(notes);
        }
    }

    /**
     * How a claim ended.
     *
     * @param providerShows as {@link io.downbeat.delivery.InvoiceRoute#showsInvoices} says
     */
    record End(Delivery delivery, Outcome outcome, boolean providerShows, List<Attempt> notes) {
        End {
            notes = List.copyOf(notes);
        }
    }

    Duration lease() {
        return settings.lease();
    }

    /** @return of each, whether it changed: the intent is durable once the transaction is */
    List<Boolean> announce(List<Intent> intents, IfLocked ifLocked, Instant now) {
        JdbcClient.StatementSpec statement = database.sql(ifLocked.in(ANNOUNCE))
                .param("names", Rows.texts(intents, each -> each.step().name()))
                .param("stepKeys", Rows.texts(intents, each -> each.step().key()))
                .param("stepHashes", Rows.texts(intents, each -> Sha256.hex(each.stepSha256())))
                .param(
                        "providerRefs",
                        Rows.texts(intents, each -> each.delivery().providerRef()))
                .param("undoes", flags(intents, each -> each.step().undoes()))
                .param("discards", flags(intents, each -> each.step().discards()))
                .param("leaseMillis", settings.lease().toMillis())
                .param("now", Rows.at(now));
        return written(statement, intents, Intent::delivery, Intent::notes);
    }

    /** Ends the claims. @return of each, whether it was still ours */
    List<Boolean> release(List<End> ends, IfLocked ifLocked, Instant now) {
        JdbcClient.StatementSpec statement = database.sql(ifLocked.in(RELEASE))
                .param("states", Rows.texts(ends, each -> each.outcome().state().name()))
                .param("reasons", Rows.texts(ends, each -> each.outcome().reason()))
                .param(
                        "nextAttempts",
                        Rows.texts(ends, each -> each.outcome().nextAttemptAt().toString()))
                .param("failures", numbers(ends, each -> each.outcome().failures()))
                .param("providerRefs", Rows.texts(ends, DeliveryStore::ref))
                .param(
                        "mayExist",
                        flags(ends, each -> each.delivery().progress().mayExist()))
                .param("externalStatuses", Rows.texts(ends, DeliveryStore::externalStatus))
                .param("areAwaited", flags(ends, each -> each.outcome().awaited() != null))
                .param("ownFailures", Rows.texts(ends, each -> own(each, OwnFailure::words)))
                .param("ownFailureTimes", numbers(ends, DeliveryStore::ownFailures))
                .param(
                        "ownFailureAt",
                        Rows.texts(
                                ends, each -> own(each, failure -> failure.at().toString())))
                .param("receipts", numbers(ends, each -> each.outcome().receipt() == null ? 0 : 1))
                .param("now", Rows.at(now));
        List<Boolean> written = written(statement, ends, End::delivery, End::notes);
        receive(
                IntStream.range(0, ends.size())
                        .filter(written::get)
                        .mapToObj(ends::get)
                        .toList(),
                now);
        return written;
    }

    private void receive(List<End> ended, Instant now) {
        List<ReceiptStore.Received> received = new ArrayList<>();
        for (End end : ended) {
            Receipt receipt = end.outcome().receipt();
            if (receipt != null) {
                received.add(new ReceiptStore.Received(end.delivery(), receipt));
            }
        }
        receipts.receive(received, now);
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

    private static <T> List<Boolean> written(
            JdbcClient.StatementSpec statement,
            List<T> all,
            Function<T, Delivery> delivery,
            Function<T, List<Attempt>> notes) {
        List<Delivery> deliveries = all.stream().map(delivery).toList();
        Set<Integer> changed = new HashSet<>(AttemptRows.bind(
                        statement, all.stream().map(notes).toList())
                .param(
                        "customers",
                        Rows.array(deliveries, each -> each.customer().value()))
                .param("ids", Rows.array(deliveries, each -> each.id().value()))
                .param(
                        "fences",
                        deliveries.stream().map(each -> each.progress().fence()).toArray(Long[]::new))
                .param("deliveryGenerations", numbers(deliveries, Delivery::generation))
                .query(Integer.class)
                .list());
        return IntStream.rangeClosed(1, all.size()).mapToObj(changed::contains).toList();
    }

    private static @Nullable String ref(End end) {
        Receipt receipt = end.outcome().receipt();
        return receipt == null ? end.delivery().providerRef() : receipt.ref();
    }

    private static @Nullable String externalStatus(End end) {
        Receipt receipt = end.outcome().receipt();
        return receipt == null ? null : receipt.externalStatus();
    }

    private static @Nullable String own(End end, Function<OwnFailure, String> part) {
        OwnFailure failure = end.outcome().ownFailure();
        return failure == null ? null : part.apply(failure);
    }

    private static int ownFailures(End end) {
        OwnFailure failure = end.outcome().ownFailure();
        return failure == null ? 0 : failure.times();
    }

    private static <T> Boolean[] flags(List<T> all, Function<T, Boolean> part) {
        return all.stream().map(part).toArray(Boolean[]::new);
    }

    private static <T> Integer[] numbers(List<T> all, Function<T, Integer> part) {
        return all.stream().map(part).toArray(Integer[]::new);
    }
}
