package io.downbeat.delivery.engine;

import static io.downbeat.delivery.engine.DeliveryRows.utc;

import io.downbeat.delivery.Delivery;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The circuit of each outside account: open while the account is refused or its provider fails, so that one wrong key
 * costs one refused request and one incident, not one per delivery. Shared by all servers, hence in the database; in
 * business time, but for the lease of a probe.
 */
class CircuitStore {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /** Longer than any pause, so that at least one probe found the account still away. */
    private static final Duration OUTAGE = LONGEST_PAUSE.multipliedBy(2);

    /** After that long nobody seems to wait for it; a person who mends something has the account asked at once. */
    static final Duration HOPEFUL = Duration.ofHours(72);

    static final Duration RARE = Duration.ofHours(1);
    /** So long before a provider's deadline the account is asked once more, however long its pause is by then. */
    static final Duration BEFORE_DEADLINE = Duration.ofMinutes(1);

    private static final String BEFORE_THE_FIRST_DEADLINE = """
        (SELECT greatest(CAST(:now AS timestamptz) + :first * interval '1 second',
                    d.deadline_at - :before * interval '1 second') FROM delivery d
                 WHERE d.account_key = a.account_key AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                    AND d.deadline_at > CAST(:now AS timestamptz) + :before * interval '1 second'
                 ORDER BY d.deadline_at LIMIT 1)\
        """;
    private static final String OPEN = """
        WITH before AS (
            SELECT account_key AS account, circuit_kind AS kind FROM delivery_account
            WHERE account_key = :account FOR UPDATE)
        UPDATE delivery_account a SET
            circuit_open_until = least(
                CAST(:now AS timestamptz) + CASE
                        WHEN circuit_opened_at < CAST(:now AS timestamptz) - :hopeful * interval '1 second' THEN :rare
                        ELSE least(:longest, :first * power(2, least(circuit_openings, 10))) END * interval '1 second',
                BEFORE_THE_FIRST_DEADLINE),
            circuit_kind = :kind, circuit_reason = :reason, circuit_openings = circuit_openings + 1,
            circuit_opened_at = coalesce(circuit_opened_at, :now), probed_until = NULL
        FROM before b
        WHERE a.account_key = b.account AND (circuit_open_until IS NULL OR circuit_open_until <= :now)
        RETURNING b.kind IS DISTINCT FROM :kind AS is_new
        """.replace("BEFORE_THE_FIRST_DEADLINE", BEFORE_THE_FIRST_DEADLINE);
    /** It does not make the next pause of a failing account longer. Whoever is told to wait longer is heard, too. */
    private static final String HOLD = """
        WITH before AS (
            SELECT account_key AS account, circuit_kind AS kind FROM delivery_account
            WHERE account_key = :account FOR UPDATE)
        UPDATE delivery_account a SET
            circuit_open_until = least(CAST(:until AS timestamptz), BEFORE_THE_FIRST_DEADLINE),
            circuit_kind = 'throttled', circuit_reason = :reason,
            circuit_opened_at = coalesce(circuit_opened_at, :now), probed_until = NULL
        FROM before b
        WHERE a.account_key = b.account AND (circuit_open_until IS NULL OR circuit_open_until <= :now
            OR circuit_kind = 'throttled' AND circuit_open_until < :until)
        RETURNING b.kind IS DISTINCT FROM 'throttled' AS is_new
        """.replace("BEFORE_THE_FIRST_DEADLINE", BEFORE_THE_FIRST_DEADLINE);

    private static final String CLOSE = """
        WITH before AS (
            SELECT account_key, circuit_opened_at FROM delivery_account
            WHERE account_key = :account AND circuit_open_until IS NOT NULL FOR UPDATE)
        UPDATE delivery_account a SET circuit_open_until = NULL, circuit_reason = NULL, circuit_kind = NULL,
            circuit_opened_at = NULL, probed_until = NULL
        FROM before b WHERE a.account_key = b.account_key
        RETURNING b.circuit_opened_at
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

    private static final String HEALTHY = """
        UPDATE delivery_account SET circuit_openings = 0
        WHERE account_key = :account AND circuit_openings > 0 AND circuit_open_until IS NULL
        """;
    private static final String PROBE_NOW = """
        UPDATE delivery_account SET circuit_open_until = :now
        WHERE delivery_method_id = :method AND circuit_open_until > :now
        """;

    /** Half open accounts for which something waits, each for one server at a time. */
    private static final String CLAIM_PROBES = """
        WITH due AS (
            SELECT a.account_key, w.id FROM delivery_account a CROSS JOIN LATERAL (
                SELECT d.id FROM delivery d
                WHERE d.account_key = a.account_key AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                    AND d.next_attempt_at <= :now
                ORDER BY d.next_attempt_at, d.id LIMIT 1) w
            WHERE a.circuit_open_until <= :now
                AND (a.probed_until IS NULL OR a.probed_until < clock_timestamp())
            ORDER BY a.account_key
            LIMIT 64
            FOR UPDATE OF a SKIP LOCKED),
        taken AS (
            UPDATE delivery_account a SET probed_until = clock_timestamp() + :leaseMillis * interval '1 millisecond'
            FROM due WHERE a.account_key = due.account_key
            RETURNING due.id, a.circuit_kind)
        SELECT d.*, taken.circuit_kind FROM taken JOIN delivery d ON d.id = taken.id
        """;

    /** Held back until its provider's deadline was over: a person must know, even while the circuit stays open. */
    private static final String EXPIRE = """
        UPDATE delivery d SET state = 'PARKED', fence = d.fence + 1, failures = 0, changed_at = :now,
            reason = 'gave up' || CASE WHEN d.state = 'UNKNOWN' OR d.may_exist THEN ' with an unknown outcome' ELSE '' END
                || ': the deadline passed while the account was held back: ' || a.circuit_reason
        FROM delivery_account a
        WHERE a.circuit_open_until IS NOT NULL AND d.account_key = a.account_key
            AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND d.deadline_at <= :now
        RETURNING d.*
        """;

    private final JdbcClient database;
    private final AccountIncidents incidents;

    CircuitStore(JdbcClient database, AccountIncidents incidents) {
        this.database = database;
        this.incidents = incidents;
    }

    /** An account to be asked whether it works again. @param waiting one of its deliveries, which is not claimed */
    record Probe(Delivery waiting, Circuit kind) {}

    /** What was given up. */
    record Expired(Delivery delivery, String reason) {}

    /**
     * What opening a circuit changed for people.
     *
     * @param isNew whether it was closed before, or open for the other reason
     * @param deadlines what became known of deadlines; {@code null} if that was known before
     */
    record Opened(boolean isNew, @Nullable String deadlines) {
        static final Opened NOTHING = new Opened(false, null);
    }

    /** Opens, or stays open longer each time; one incident however often. */
    Opened open(Circuit kind, String account, String reason, Instant now) {
        Optional<Boolean> opened = openOnce(kind, account, reason, now);
        // Else a late answer from before the circuit opened: what it was told is known already.
        return opened.isEmpty() ? Opened.NOTHING : tell(kind, account, reason, opened.get(), now);
    }

    /** Until the pause is over that the provider asked for; then the account is asked whether it works. */
    Opened hold(Delivery delivery, Duration pause, Instant now) {
        Instant until = now.plus(pause);
        String reason = Circuit.THROTTLED.sentence(delivery.deliveryMethod(), "until " + until);
        Optional<Boolean> held = database.sql(HOLD)
                .param("account", delivery.accountKey())
                .param("reason", reason)
                .param("until", utc(until))
                .param("first", FIRST_PAUSE.toSeconds())
                .param("before", BEFORE_DEADLINE.toSeconds())
                .param("now", utc(now))
                .query(Boolean.class)
                .optional();
        return held.isEmpty()
                ? Opened.NOTHING
                : tell(Circuit.THROTTLED, delivery.accountKey(), reason, held.get(), now);
    }

    private Opened tell(Circuit kind, String account, String reason, boolean isNew, Instant now) {
        return new Opened(isNew, incidents.opened(kind, account, reason, now).orElse(null));
    }

    /** @return nothing if it is open already and not due for a probe; else whether that is news */
    private Optional<Boolean> openOnce(Circuit kind, String account, String reason, Instant now) {
        return database.sql(OPEN)
                .param("account", account)
                .param("kind", kind.kind())
                .param("reason", reason)
                .param("first", FIRST_PAUSE.toSeconds())
                .param("longest", LONGEST_PAUSE.toSeconds())
                .param("hopeful", HOPEFUL.toSeconds())
                .param("rare", RARE.toSeconds())
                .param("before", BEFORE_DEADLINE.toSeconds())
                .param("now", utc(now))
                .query(Boolean.class)
                .optional();
    }

    /**
     * Everything that was held back is due at once. An outage that outlasted a probe is not held against what waited for
     * its end; a circuit that each probe closes and each delivery opens is no outage, and somebody must hear of it.
     *
     * @return whether it was open
     */
    boolean close(String account, Instant now) {
        Optional<Instant> openedAt = database.sql(CLOSE)
                .param("account", account)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
        openedAt.filter(opened -> opened.isBefore(now.minus(OUTAGE)))
                .ifPresent(opened -> database.sql(FORGIVE)
                        .param("account", account)
                        .param("opened", utc(opened))
                        .param("now", utc(now))
                        .update());
        database.sql(RESUME).param("account", account).param("now", utc(now)).update();
        incidents.closed(account, now);
        return openedAt.isPresent();
    }

    /** A delivery went through: the next pause begins short again. */
    void healthy(String account) {
        database.sql(HEALTHY).param("account", account).update();
    }

    /** Somebody updated something: half open at once, so that the next round asks the provider. */
    void probeNow(DeliveryMethodId method, Instant now) {
        database.sql(PROBE_NOW)
                .param("method", method.value())
                .param("now", utc(now))
                .update();
    }

    /** Takes what is half open for this server alone, as long as a request may take. */
    List<Probe> claimProbes(Duration lease, Instant now) {
        return database.sql(CLAIM_PROBES)
                .param("now", utc(now))
                .param("leaseMillis", lease.toMillis())
                .query((row, number) -> new Probe(
                        DeliveryRows.delivery(row, "state"),
                        Circuit.valueOf(row.getString("circuit_kind").toUpperCase(Locale.ROOT))))
                .list();
    }

    /** Parks what is held back although its deadline is over. */
    List<Expired> expire(Instant now) {
        return database.sql(EXPIRE)
                .param("now", utc(now))
                .query((row, number) -> new Expired(DeliveryRows.delivery(row, "state"), row.getString("reason")))
                .list();
    }
}
