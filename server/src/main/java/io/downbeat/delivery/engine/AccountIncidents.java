package io.downbeat.delivery.engine;

import static io.downbeat.delivery.engine.DeliveryRows.utc;

import io.downbeat.outbound.Circuit;
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a person must know of an account while its circuit is open. Inside its caller's transaction. */
class AccountIncidents {
    private static final String ALERT = """
        INSERT INTO delivery_alert (id, account_key, kind, detail, raised_at)
        VALUES (:id, :account, :kind, :reason, :now)
        ON CONFLICT (account_key, kind) WHERE cleared_at IS NULL DO UPDATE SET detail = excluded.detail
        """;
    private static final String ALERT_OF_DEADLINES = """
        INSERT INTO delivery_alert (id, account_key, kind, detail, raised_at)
        SELECT :id, :account, 'deadline', count(*) || ' deliveries are held back although half of the time until their'
            || ' provider refuses them is over; the first deadline is ' || min(d.deadline_at), :now
        FROM delivery d
        WHERE d.account_key = :account AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
            AND d.deadline_at IS NOT NULL
            AND CAST(:now AS timestamptz) >= d.created_at + (d.deadline_at - d.created_at) / 2
        HAVING count(*) > 0
        ON CONFLICT (account_key, kind) WHERE cleared_at IS NULL DO UPDATE SET detail = excluded.detail
        RETURNING detail, xmax = 0 AS is_new
        """;
    private static final String CLEAR_OTHER = """
        UPDATE delivery_alert SET cleared_at = :now
        WHERE account_key = :account AND kind IN ('configuration', 'failing', 'throttled') AND kind <> :kind AND cleared_at IS NULL
        """;
    private static final String CLEAR = """
        UPDATE delivery_alert SET cleared_at = :now
        WHERE account_key = :account AND kind IN ('configuration', 'failing', 'throttled', 'deadline') AND cleared_at IS NULL
        """;

    private final JdbcClient database;
    private final Ids ids;

    AccountIncidents(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** @return what became known of deadlines; nothing if that was known before */
    Optional<String> opened(Circuit kind, String account, String reason, Instant now) {
        alert(ALERT, account, now)
                .param("kind", kind.kind())
                .param("reason", reason)
                .update();
        Optional<String> deadlines = alert(ALERT_OF_DEADLINES, account, now)
                .query((row, number) -> Optional.ofNullable(row.getBoolean("is_new") ? row.getString("detail") : null))
                .optional()
                .flatMap(detail -> detail);
        database.sql(CLEAR_OTHER)
                .param("account", account)
                .param("kind", kind.kind())
                .param("now", utc(now))
                .update();
        return deadlines;
    }

    void closed(String account, Instant now) {
        database.sql(CLEAR).param("account", account).param("now", utc(now)).update();
    }

    private JdbcClient.StatementSpec alert(String sql, String account, Instant now) {
        return database.sql(sql)
                .param("id", ids.next())
                .param("account", account)
                .param("now", utc(now));
    }
}
