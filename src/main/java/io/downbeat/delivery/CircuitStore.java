package io.downbeat.delivery;

import static io.downbeat.delivery.DeliveryRows.utc;

import io.downbeat.platform.Ids;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The circuit of each outside account: open while its credentials are refused, so that one wrong key costs one refused
 * request and one alert, not one per delivery. Shared by all servers, hence in the database; in business time.
 */
class CircuitStore {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final String OPEN = """
        UPDATE delivery_account SET
            circuit_open_until = :now + least(:longest, :first * power(2, least(circuit_openings, 10))) * interval '1 second',
            circuit_reason = :reason, circuit_openings = circuit_openings + 1
        WHERE account_key = :account AND (circuit_open_until IS NULL OR circuit_open_until <= :now)
        """;
    private static final String ALERT = """
        INSERT INTO delivery_alert (id, account_key, kind, detail, raised_at)
        VALUES (:id, :account, 'configuration', :reason, :now)
        ON CONFLICT (account_key, kind) WHERE cleared_at IS NULL DO UPDATE SET detail = excluded.detail
        """;
    private static final String CLOSE = """
        UPDATE delivery_account SET circuit_open_until = NULL, circuit_reason = NULL
        WHERE account_key = :account AND circuit_open_until IS NOT NULL
        """;
    private static final String CLEAR = """
        UPDATE delivery_alert SET cleared_at = :now
        WHERE account_key = :account AND kind = 'configuration' AND cleared_at IS NULL
        """;
    private static final String HEALTHY = """
        UPDATE delivery_account SET circuit_openings = 0 WHERE account_key = :account AND circuit_openings > 0
        """;
    private static final String PROBE_NOW = """
        UPDATE delivery_account SET circuit_open_until = :now
        WHERE delivery_method_id = :method AND circuit_open_until > :now
        """;

    private final JdbcClient database;
    private final Ids ids;

    CircuitStore(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** Opens, or stays open longer each time; one alert however often. */
    void open(String account, String reason, Instant now) {
        database.sql(OPEN)
                .param("account", account)
                .param("reason", reason)
                .param("first", FIRST_PAUSE.toSeconds())
                .param("longest", LONGEST_PAUSE.toSeconds())
                .param("now", utc(now))
                .update();
        database.sql(ALERT)
                .param("id", ids.next())
                .param("account", account)
                .param("reason", reason)
                .param("now", utc(now))
                .update();
    }

    void close(String account, Instant now) {
        database.sql(CLOSE).param("account", account).update();
        database.sql(CLEAR).param("account", account).param("now", utc(now)).update();
    }

    /** A delivery went through: the next pause begins short again. */
    void healthy(String account) {
        database.sql(HEALTHY).param("account", account).update();
    }

    /** Somebody mended something: half open at once, so that the next claim asks the provider. */
    void probeNow(DeliveryMethodId method, Instant now) {
        database.sql(PROBE_NOW)
                .param("method", method.value())
                .param("now", utc(now))
                .update();
    }
}
