package io.downbeat.delivery.engine;

import static io.downbeat.delivery.engine.DeliveryRows.utc;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.outbound.AccountName;
import io.downbeat.providers.DeliveryMethodId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The alerts of accounts, as a person ends them. What raises and ends them by itself writes them elsewhere. */
class AlertStore {
    private static final String LOCK = """
        SELECT id, account_key, kind, detail, raised_at, cleared_at, (SELECT m.delivery_method_id
            FROM account_circuit m WHERE m.account_key = delivery_alert.account_key) AS delivery_method_id
        FROM delivery_alert WHERE id = :id FOR UPDATE
        """;
    private static final String CLEAR = """
        UPDATE delivery_alert SET cleared_at = :now, detail = detail || chr(10) || 'cleared by a person: ' || :reason
        WHERE id = :id
        RETURNING id, account_key, kind, detail, raised_at, cleared_at, (SELECT m.delivery_method_id
            FROM account_circuit m WHERE m.account_key = delivery_alert.account_key) AS delivery_method_id
        """;

    private final JdbcClient database;

    AlertStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param subject the key of the account
     * @param account the same account as people name it; {@code null} where the matter is no account's
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Alert(
            UUID id,
            String kind,
            String subject,
            @Nullable String account,
            String detail,
            Instant raisedAt,
            @Nullable Instant clearedAt) {}

    Optional<Alert> lock(UUID id) {
        return database.sql(LOCK)
                .param("id", id)
                .query((row, number) -> alert(row))
                .optional();
    }

    /** Clears it, and keeps beside what was found why. */
    Alert clear(UUID id, String reason, Instant now) {
        return database.sql(CLEAR)
                .param("id", id)
                .param("reason", reason)
                .param("now", utc(now))
                .query((row, number) -> alert(row))
                .single();
    }

    private static Alert alert(ResultSet row) throws SQLException {
        UUID method = row.getObject("delivery_method_id", UUID.class);
        return new Alert(
                row.getObject("id", UUID.class),
                row.getString("kind").toUpperCase(Locale.ROOT),
                row.getString("account_key"),
                AccountName.of(row.getString("account_key"), method == null ? null : new DeliveryMethodId(method)),
                row.getString("detail"),
                Objects.requireNonNull(DeliveryRows.instant(row, "raised_at")),
                DeliveryRows.instant(row, "cleared_at"));
    }
}
