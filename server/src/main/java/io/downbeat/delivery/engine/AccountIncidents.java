package io.downbeat.delivery.engine;

import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.outbound.AccountName;
import io.downbeat.outbound.Circuit;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a person hears of an outside account whose circuit is open: one incident per account and reason, and one more when
 * deadlines come near. All of them end when the circuit closes.
 */
class AccountIncidents {
    /** What the subject of an account's incidents is: its key. */
    private static final String ACCOUNT = "account";

    private static final Map<Circuit, IncidentKind> OF_CIRCUIT = new EnumMap<>(Circuit.class);

    static {
        for (Circuit circuit : Circuit.values()) {
            OF_CIRCUIT.put(circuit, IncidentKind.endingByItself(circuit.name(), ACCOUNT));
        }
    }

    private static final IncidentKind DEADLINE = IncidentKind.endingByItself("DEADLINE", ACCOUNT);

    private static final String DEADLINES = """
        SELECT count(*) || ' deliveries are held back although half of the time until their'
            || ' provider refuses them is over; the first deadline is ' || min(d.deadline_at)
        FROM delivery d
        WHERE d.account_key = :account AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
            AND d.deadline_at IS NOT NULL
            AND CAST(:now AS timestamptz) >= d.created_at + (d.deadline_at - d.created_at) / 2
        HAVING count(*) > 0
        """;

    private final JdbcClient database;
    private final Incidents incidents;

    AccountIncidents(JdbcClient database, Incidents incidents) {
        this.database = database;
        this.incidents = incidents;
    }

    /**
     * The circuit opened, or opened for another reason: the other reasons' incidents are over.
     *
     * @return what became known of deadlines; empty if that was known before
     */
    Optional<String> opened(Circuit circuit, String account, DeliveryMethodId method, String reason, Instant now) {
        raise(of(circuit), account, method, reason, now);
        Optional<String> deadlines =
                deadlines(account, now).filter(detail -> raise(DEADLINE, account, method, detail, now));
        for (Circuit other : Circuit.values()) {
            if (other != circuit) {
                incidents.end(of(other), account, now);
            }
        }
        return deadlines;
    }

    void closed(String account, Instant now) {
        for (Circuit circuit : Circuit.values()) {
            incidents.end(of(circuit), account, now);
        }
        incidents.end(DEADLINE, account, now);
    }

    private static IncidentKind of(Circuit circuit) {
        return Objects.requireNonNull(OF_CIRCUIT.get(circuit));
    }

    private boolean raise(IncidentKind kind, String account, DeliveryMethodId method, String detail, Instant now) {
        return incidents.raise(
                IncidentReport.of(kind, account, detail).account(AccountName.of(account, method), method.value()), now);
    }

    private Optional<String> deadlines(String account, Instant now) {
        return database.sql(DEADLINES)
                .param("account", account)
                .param("now", Rows.at(now))
                .query(String.class)
                .optional();
    }
}
