package io.downbeat.lab.drill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the copy's database says at one moment of the drill. */
final class DrillSnapshot {
    private static final String COUNTS = """
        SELECT
            (SELECT count(*) FROM delivery WHERE state IN ('PENDING', 'RETRY_WAIT', 'CLAIMED', 'SENDING')),
            (SELECT count(*) FROM delivery WHERE state = 'UNKNOWN'),
            (SELECT count(*) FROM delivery WHERE state = 'PARKED'),
            (SELECT count(*) FROM delivery WHERE state IN ('SENT', 'CONFIRMED')),
            (SELECT count(*) FROM provider_account WHERE circuit_open_until > now.at),
            (SELECT count(*) FROM metering_record WHERE next_attempt_at IS NOT NULL),
            (SELECT count(*) FROM metering_record WHERE state = 'EXPIRED')
        FROM (SELECT now AS at FROM simulated_clock) now
        """;
    private static final String NEXT_INVOICES = "SELECT min(finalize_at) FROM invoice WHERE status = 'DRAFT'";
    private static final String PARKED = """
        SELECT reason || ' (' || count(*) || ': '
            || array_to_string((array_agg(id || ' of invoice ' || invoice_id ORDER BY changed_at))[1:3], ', ')
            || CASE WHEN count(*) > 3 THEN ', ...)' ELSE ')' END
        FROM delivery WHERE state = 'PARKED' AND changed_at >= '%s'
        GROUP BY reason ORDER BY count(*) DESC LIMIT 20
        """;
    private static final String ALERTS = """
        SELECT lower(kind) || ': ' || detail FROM incident
        WHERE raised_at >= '%s' ORDER BY raised_at LIMIT 20
        """;

    private final Connection connection;

    DrillSnapshot(Connection connection) {
        this.connection = connection;
    }

    DrillRun.Hour hour(Instant at, boolean outage) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COUNTS)) {
            row.next();
            return new DrillRun.Hour(
                    at,
                    outage,
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7));
        }
    }

    Optional<Instant> nextInvoices() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEXT_INVOICES)) {
            row.next();
            return Optional.ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        }
    }

    List<String> parkedSince(Instant since) throws SQLException {
        return texts(PARKED.formatted(since));
    }

    List<String> alertsSince(Instant since) throws SQLException {
        return texts(ALERTS.formatted(since));
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
