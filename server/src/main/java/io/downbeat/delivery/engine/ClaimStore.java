package io.downbeat.delivery.engine;

import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds what is due and takes it, so that no two servers hold the same delivery.
 *
 * <p>Its statements cost the same for a hundred deliveries in the queue as for a hundred thousand: each walks an index
 * from its beginning and stops as soon as it has enough. Scalar subqueries with a {@code LIMIT} keep the planner from
 * joining whole tables instead.
 */
class ClaimStore {
    /** One server at a time looks for work: two that looked at once could take two deliveries of one order key. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(700001)";

    /** How far past deliveries whose order key is taken a claim looks for others of the account. */
    static final int WINDOW = 200;

    private static final int LEASES_AT_ONCE = 1000;

    /**
     * A server died with these in its hands. Before the announcement nothing was sent, so it is as if never claimed;
     * after it the outcome is unknown. The fence grows, so that the server may not write if it only slept.
     */
    private static final String END_LEASES = """
        WITH ended AS (
            SELECT customer_id, id, state AS held_as FROM delivery
            WHERE state IN ('CLAIMED', 'SENDING') AND lease_until < clock_timestamp()
            ORDER BY account_key LIMIT :most
            FOR UPDATE SKIP LOCKED),
        freed AS (
            UPDATE delivery d SET
                state = CASE WHEN e.held_as = 'CLAIMED' THEN d.claimed_from ELSE 'UNKNOWN' END,
                attempts = d.attempts + CASE WHEN e.held_as = 'SENDING' THEN 1 ELSE 0 END,
                fence = d.fence + 1, lease_owner = NULL, lease_until = NULL, claimed_from = NULL,
                next_attempt_at = least(d.next_attempt_at, :now), changed_at = :now
            FROM ended e WHERE d.customer_id = e.customer_id AND d.id = e.id
            RETURNING d.customer_id, d.id, e.held_as, d.attempts, d.step, d.step_key, d.step_sha256, d.generation,
                d.step_started_at),
        noted AS (
            INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, key, request_sha256, generation, started_at,
                ended_at, outcome, response)
            SELECT customer_id, id, attempts, step, step_key, step_sha256, generation, step_started_at, :now, 'UNKNOWN',
                'the server that sent this died or lost its lease'
            FROM freed WHERE held_as = 'SENDING')
        SELECT count(*) FROM freed
        """;

    /** Accounts for which something waits, from one on, and when the first of it is due; the closed ones only. */
    private static final String WAITING = """
        WITH RECURSIVE found(account_key, provider, method, due, n) AS (
            (SELECT d.account_key, d.provider, d.method, d.next_attempt_at, 1 FROM delivery d
             WHERE d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND d.account_key > :after
             ORDER BY d.account_key, d.next_attempt_at, d.id LIMIT 1)
            UNION ALL
            SELECT w.account_key, w.provider, w.method, w.next_attempt_at, f.n + 1
            FROM found f CROSS JOIN LATERAL (
                SELECT d.account_key, d.provider, d.method, d.next_attempt_at FROM delivery d
                WHERE d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND d.account_key > f.account_key
                ORDER BY d.account_key, d.next_attempt_at, d.id LIMIT 1) w
            WHERE f.n < :most)
        SELECT f.account_key, f.provider, f.method, a.credentials_key, f.due <= :now AND a.is_closed AS is_due
        FROM found f CROSS JOIN LATERAL (
            SELECT a.credentials_key, a.circuit_open_until IS NULL AS is_closed FROM account_circuit a
            WHERE a.account_key = f.account_key LIMIT 1) a
        ORDER BY f.account_key
        """;

    /** Of one order key, only the first that is due, and only while none is under way. */
    private static final String IS_FREE = """
        (x.order_key IS NULL
            OR (SELECT e.id FROM delivery e
                WHERE e.order_key = x.order_key AND e.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                ORDER BY e.next_attempt_at, e.id LIMIT 1) = x.id
            AND (SELECT h.id FROM delivery h
                WHERE h.order_key = x.order_key AND h.state IN ('CLAIMED', 'SENDING') LIMIT 1) IS NULL)
        """;

    private static final String CLAIM = """
        WITH account AS MATERIALIZED (
            SELECT f.account_key, greatest(0, least(f.free, f.at_once - h.held)) AS free
            FROM unnest(CAST(:accounts AS text[]), CAST(:free AS int[]), CAST(:atOnce AS int[]))
                AS f(account_key, free, at_once)
            CROSS JOIN LATERAL (SELECT CASE WHEN f.at_once IS NULL THEN 0 ELSE (
                SELECT CAST(count(*) AS int) FROM delivery e
                WHERE e.account_key = f.account_key AND e.state IN ('CLAIMED', 'SENDING')) END AS held) h
            WHERE EXISTS (SELECT 1 FROM account_circuit a
                WHERE a.account_key = f.account_key AND a.circuit_open_until IS NULL)),
        due AS MATERIALIZED (
            SELECT unnest(again.ids || fresh.ids) AS id
            FROM account
            CROSS JOIN LATERAL (SELECT ARRAY(
                SELECT x.id FROM (
                    SELECT id, order_key FROM delivery
                    WHERE account_key = account.account_key AND state IN ('RETRY_WAIT', 'UNKNOWN')
                        AND next_attempt_at <= :now
                    ORDER BY account_key, next_attempt_at, id LIMIT :window) x
                WHERE IS_FREE
                LIMIT (account.free + 1) / 2) AS ids) again
            CROSS JOIN LATERAL (SELECT ARRAY(
                SELECT x.id FROM (
                    SELECT id, order_key FROM delivery
                    WHERE account_key = account.account_key AND state = 'PENDING' AND next_attempt_at <= :now
                    ORDER BY account_key, turn, id LIMIT :window) x
                WHERE IS_FREE
                LIMIT account.free - cardinality(again.ids)) AS ids) fresh),
        picked AS MATERIALIZED (
            SELECT p.customer_id, p.id FROM delivery p
            WHERE p.id = ANY(ARRAY(SELECT id FROM due)) AND p.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
            FOR UPDATE SKIP LOCKED)
        UPDATE delivery d SET
            claimed_from = d.state, state = 'CLAIMED', fence = d.fence + 1, woken = false, lease_owner = :owner,
            lease_until = clock_timestamp() + :leaseMillis * interval '1 millisecond', changed_at = :now
        FROM picked p WHERE d.customer_id = p.customer_id AND d.id = p.id
        RETURNING d.*
        """.replace("IS_FREE", IS_FREE);

    private static final String CREDENTIALS =
            "SELECT credentials_key FROM account_circuit WHERE account_key = :account";

    private static final String ELSEWHERE = """
        SELECT DISTINCT account_key, lease_owner FROM delivery
        WHERE state IN ('CLAIMED', 'SENDING') AND lease_owner <> :owner
        """;

    private static final String NEXT_DUE = """
        SELECT least(
            (SELECT min(greatest(a.circuit_open_until, w.due)) FROM account_circuit a CROSS JOIN LATERAL (
                SELECT next_attempt_at AS due FROM delivery
                WHERE account_key = a.account_key AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                ORDER BY account_key, next_attempt_at, id LIMIT 1) w),
            (SELECT min(w.deadline_at) FROM account_circuit a CROSS JOIN LATERAL (
                SELECT deadline_at FROM delivery
                WHERE account_key = a.account_key AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                    AND deadline_at IS NOT NULL
                ORDER BY account_key, deadline_at LIMIT 1) w
             WHERE a.circuit_open_until IS NOT NULL),
            (SELECT next_attempt_at FROM delivery WHERE state IN ('CLAIMED', 'SENDING') ORDER BY account_key LIMIT 1))
        """;

    private final JdbcClient database;
    private final Duration lease;

    ClaimStore(JdbcClient database, DeliverySettings settings) {
        this.database = database;
        this.lease = settings.lease();
    }

    /**
     * An account with waiting deliveries.
     *
     * @param isDue one of them may be claimed, as far as the circuit goes
     */
    record Waiting(AccountKey account, BillingProvider provider, DeliveryMethodType method, boolean isDue) {}

    /**
     * What may be taken of an account.
     *
     * @param free by this server, at most
     * @param atOnce under way on all servers together; empty where the provider does not count that
     */
    record Room(String account, int free, OptionalInt atOnce) {
        Room atMost(int most) {
            return new Room(account, Math.min(free, most), atOnce);
        }
    }

    /** In the order of their keys, those after {@code after}; fewer than {@code most} at the end. */
    List<Waiting> waiting(String after, int most, Instant now) {
        return database.sql(WAITING)
                .param("after", after)
                .param("most", most)
                .param("now", Rows.at(now))
                .query((row, number) -> new Waiting(
                        new AccountKey(row.getString("account_key"), row.getString("credentials_key")),
                        BillingProvider.valueOf(row.getString("provider")),
                        DeliveryMethodType.valueOf(row.getString("method")),
                        row.getBoolean("is_due")))
                .list();
    }

    /**
     * Takes at most so many of each account: what is to be tried again first, though not more than half; then fresh
     * ones, customer by customer in turn. Inside a transaction; it must end at once, because other servers wait to look.
     */
    List<Claim> claim(String owner, List<Room> rooms, Instant now) {
        long before = System.nanoTime();
        database.sql(ONE_AT_A_TIME).query((row, number) -> 0).list();
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("owner", owner)
                .param("leaseMillis", lease.toMillis())
                .param("window", WINDOW)
                .param("accounts", rooms.stream().map(Room::account).toArray(String[]::new))
                .param("free", rooms.stream().map(Room::free).toArray(Integer[]::new))
                .param("atOnce", rooms.stream().map(ClaimStore::orNull).toArray(Integer[]::new))
                .query((row, number) -> claim(row, before))
                .list();
    }

    private static @Nullable Integer orNull(Room room) {
        return room.atOnce().isPresent() ? room.atOnce().getAsInt() : null;
    }

    /** With what an account is called now. */
    AccountKey accountKey(String account) {
        return database.sql(CREDENTIALS)
                .param("account", account)
                .query((row, number) -> new AccountKey(account, row.getString("credentials_key")))
                .single();
    }

    /** Who else sends now, and to whom. A server that died counts until its leases end: its requests may be under way. */
    List<ProviderAccounts.OtherServer> elsewhere(String owner) {
        return database.sql(ELSEWHERE)
                .param("owner", owner)
                .query((row, number) ->
                        new ProviderAccounts.OtherServer(row.getString("account_key"), row.getString("lease_owner")))
                .list();
    }

    /** @return how many a dead server had in its hands */
    int endLeases(Instant now) {
        return database.sql(END_LEASES)
                .param("now", Rows.at(now))
                .param("most", LEASES_AT_ONCE)
                .query(Integer.class)
                .single();
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
                Rows.optionalInstant(row, "trying_since"),
                DeliveryRows.ownFailure(row),
                before);
    }
}
