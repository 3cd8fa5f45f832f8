package io.downbeat.outbound;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Accounts and credentials with their circuits, a row each. Whoever is held back reads the view {@code account_circuit},
 * which shows of each account the circuit that is open longest, its own or its credentials'.
 */
final class ProviderAccountStore {
    private static final String KNOW = """
        INSERT INTO provider_account (account_key, credentials_key, provider, delivery_method_id)
        SELECT DISTINCT ON (n.account) n.account, n.credentials, n.provider, n.delivery_method
        FROM unnest(CAST(:accounts AS text[]), CAST(:credentials AS text[]), CAST(:providers AS text[]),
            CAST(:deliveryMethods AS uuid[])) AS n(account, credentials, provider, delivery_method)
        WHERE NOT EXISTS (SELECT 1 FROM provider_account known WHERE known.account_key = n.account)
        ORDER BY n.account
        ON CONFLICT DO NOTHING
        """;
    private static final String KNOW_CREDENTIALS = """
        INSERT INTO provider_account (account_key, credentials_key) VALUES (:key, :key) ON CONFLICT DO NOTHING
        """;
    private static final String LOCK = "SELECT * FROM provider_account WHERE account_key = :key FOR UPDATE";

    private static final String OPEN = """
        UPDATE provider_account SET circuit_open_until = :until, circuit_kind = :kind, circuit_reason = :reason,
            circuit_openings = circuit_openings + :counts, circuit_opened_at = coalesce(circuit_opened_at, :now),
            probed_until = NULL
        WHERE account_key = :key
        """;
    private static final String CLOSE = """
        WITH before AS (
            SELECT account_key, circuit_opened_at FROM provider_account
            WHERE account_key = :key AND circuit_open_until IS NOT NULL FOR UPDATE)
        UPDATE provider_account a SET circuit_open_until = NULL, circuit_reason = NULL, circuit_kind = NULL,
            circuit_opened_at = NULL, probed_until = NULL
        FROM before b WHERE a.account_key = b.account_key
        RETURNING b.circuit_opened_at
        """;
    private static final String UNDER = """
        SELECT account_key FROM provider_account WHERE account_key = :key OR credentials_key = :key ORDER BY account_key
        """;
    private static final String HALF_OPEN_OF = """
        SELECT account_key FROM provider_account
        WHERE account_key IN (:account, :credentials) AND circuit_open_until <= :now ORDER BY account_key
        """;
    private static final String HEALTHY = """
        UPDATE provider_account SET circuit_openings = 0
        WHERE account_key IN (
            SELECT account_key FROM provider_account
            WHERE account_key IN (:account, :credentials) AND circuit_openings > 0 AND circuit_open_until IS NULL
            ORDER BY account_key FOR UPDATE)
        """;
    private static final String PROBE_NOW = """
        UPDATE provider_account SET circuit_open_until = :now
        WHERE account_key IN (
            SELECT account_key FROM provider_account
            WHERE circuit_open_until > :now AND (delivery_method_id = :method OR account_key IN (
                SELECT m.credentials_key FROM provider_account m WHERE m.delivery_method_id = :method))
            ORDER BY account_key FOR UPDATE)
        """;
    private static final String CHANGE_CREDENTIALS = """
        UPDATE provider_account SET credentials_key = :credentials
        WHERE delivery_method_id = :method AND credentials_key <> account_key
        """;
    private static final String OPEN_UNTIL = """
        SELECT max(circuit_open_until) AS until FROM provider_account
        WHERE account_key IN (:account, :credentials) AND circuit_open_until > :now
        """;
    private static final String HALF_OPEN = """
        SELECT * FROM provider_account
        WHERE circuit_open_until <= :now AND (probed_until IS NULL OR probed_until < clock_timestamp())
        ORDER BY account_key FOR UPDATE SKIP LOCKED
        """;
    private static final String CIRCUITS = """
        SELECT a.account_key, a.provider, o.circuit_kind, o.circuit_opened_at, o.circuit_open_until
        FROM provider_account a
        LEFT JOIN LATERAL (
            SELECT c.circuit_kind, c.circuit_opened_at, c.circuit_open_until FROM provider_account c
            WHERE c.account_key IN (a.account_key, a.credentials_key) AND c.circuit_open_until IS NOT NULL
            ORDER BY c.circuit_open_until DESC LIMIT 1) o ON true
        WHERE a.delivery_method_id IS NOT NULL ORDER BY a.account_key
        """;
    private static final String LEASE = """
        UPDATE provider_account SET probed_until = clock_timestamp() + :leaseMillis * interval '1 millisecond'
        WHERE account_key = :key
        """;

    private final JdbcClient database;

    ProviderAccountStore(JdbcClient database) {
        this.database = database;
    }

    /** @param openUntil {@code null} while it is closed */
    record Row(
            String key,
            @Nullable Instant openUntil,
            @Nullable Circuit kind,
            int openings,
            @Nullable Instant openedAt) {

        /** Closed, or due to be asked again. */
        boolean mayOpen(Instant now) {
            return openUntil == null || !openUntil.isAfter(now);
        }
    }

    void know(Collection<KnownAccount> accounts) {
        database.sql(KNOW)
                .param(
                        "accounts",
                        accounts.stream().map(each -> each.key().account()).toArray(String[]::new))
                .param(
                        "credentials",
                        accounts.stream().map(each -> each.key().credentials()).toArray(String[]::new))
                .param(
                        "providers",
                        accounts.stream().map(each -> each.provider().name()).toArray(String[]::new))
                .param(
                        "deliveryMethods",
                        accounts.stream()
                                .map(each -> each.deliveryMethod().value())
                                .toArray(UUID[]::new))
                .update();
    }

    void knowCredentials(String key) {
        database.sql(KNOW_CREDENTIALS).param("key", key).update();
    }

    Row lock(String key) {
        return database.sql(LOCK)
                .param("key", key)
                .query((row, number) -> row(row))
                .single();
    }

    /** @param counts whether it makes the next pause longer */
    void open(Row account, Circuit kind, String reason, Instant until, boolean counts, Instant now) {
        database.sql(OPEN)
                .param("key", account.key())
                .param("kind", kind.kind())
                .param("reason", reason)
                .param("until", Rows.at(until))
                .param("counts", counts ? 1 : 0)
                .param("now", Rows.at(now))
                .update();
    }

    /** @return since when it was open; nothing if it was closed */
    Optional<Instant> close(String key) {
        return database.sql(CLOSE)
                .param("key", key)
                .query((row, number) -> Rows.instant(row, "circuit_opened_at"))
                .optional();
    }

    List<String> under(String key) {
        return database.sql(UNDER).param("key", key).query(String.class).list();
    }

    List<String> halfOpenOf(AccountKey key, Instant now) {
        return database.sql(HALF_OPEN_OF)
                .param("account", key.account())
                .param("credentials", key.credentials())
                .param("now", Rows.at(now))
                .query(String.class)
                .list();
    }

    void healthy(AccountKey key) {
        database.sql(HEALTHY)
                .param("account", key.account())
                .param("credentials", key.credentials())
                .update();
    }

    void probeNow(DeliveryMethodId method, Instant now) {
        database.sql(PROBE_NOW)
                .param("method", method.value())
                .param("now", Rows.at(now))
                .update();
    }

    void changeCredentials(DeliveryMethodId method, String credentials) {
        database.sql(CHANGE_CREDENTIALS)
                .param("method", method.value())
                .param("credentials", credentials)
                .update();
    }

    Optional<Instant> openUntil(AccountKey key, Instant now) {
        return database.sql(OPEN_UNTIL)
                .param("account", key.account())
                .param("credentials", key.credentials())
                .param("now", Rows.at(now))
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "until")))
                .single();
    }

    /** Locked until the transaction ends. */
    List<Row> halfOpen(Instant now) {
        return database.sql(HALF_OPEN)
                .param("now", Rows.at(now))
                .query((row, number) -> row(row))
                .list();
    }

    void lease(String key, Duration lease) {
        database.sql(LEASE)
                .param("key", key)
                .param("leaseMillis", lease.toMillis())
                .update();
    }

    List<AccountCircuit> circuits() {
        return database.sql(CIRCUITS)
                .query((row, number) -> new AccountCircuit(
                        row.getString("account_key"), BillingProvider.valueOf(Rows.text(row, "provider")), open(row)))
                .list();
    }

    private static AccountCircuit.@Nullable Open open(ResultSet row) throws SQLException {
        String kind = row.getString("circuit_kind");
        return kind == null
                ? null
                : new AccountCircuit.Open(
                        Circuit.valueOf(kind.toUpperCase(Locale.ROOT)),
                        Rows.instant(row, "circuit_opened_at"),
                        Rows.instant(row, "circuit_open_until"));
    }

    private static Row row(ResultSet row) throws SQLException {
        String kind = row.getString("circuit_kind");
        return new Row(
                row.getString("account_key"),
                Rows.optionalInstant(row, "circuit_open_until"),
                kind == null ? null : Circuit.valueOf(kind.toUpperCase(Locale.ROOT)),
                row.getInt("circuit_openings"),
                Rows.optionalInstant(row, "circuit_opened_at"));
    }
}
