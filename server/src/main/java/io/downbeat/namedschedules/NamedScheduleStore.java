package io.downbeat.namedschedules;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Named schedules, each as its boundaries: a value holds from its own until the next one, and an empty one is where nothing
 * does. So spans cannot overlap, whatever is written. Runs inside the caller's transaction.
 */
final class NamedScheduleStore {

    /** A value where it holds. */
    record Span(Instant startingAt, @Nullable Instant endingBefore, JsonNode value) {}

    /** The statements of one table. */
    private record Statements(String table, String key, String keyValues) {
        static final Statements OF_CUSTOMERS =
                new Statements("customer_named_schedule", "customer_id", "CAST(:key0 AS uuid)");
        static final Statements OF_CONTRACTS = new Statements(
                "contract_named_schedule", "customer_id, contract_id", "CAST(:key0 AS uuid), CAST(:key1 AS uuid)");
        static final Statements OF_CONTRACTS_BY_PROPERTIES = new Statements(
                "contract_property_schedule",
                "customer_id, contract_id, properties",
                "CAST(:key0 AS uuid), CAST(:key1 AS uuid), CAST(:key2 AS jsonb)");
        static final Statements OF_RATE_CARDS =
                new Statements("rate_card_named_schedule", "rate_card_id", "CAST(:key0 AS uuid)");

        static Statements of(Subject subject) {
            return switch (subject) {
                case Subject.OfCustomer _ -> OF_CUSTOMERS;
                case Subject.OfContract of -> of.properties().isEmpty() ? OF_CONTRACTS : OF_CONTRACTS_BY_PROPERTIES;
                case Subject.OfRateCard _ -> OF_RATE_CARDS;
            };
        }

        String sql(String template) {
            return template.formatted(table, key, keyValues);
        }
    }

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(:schedule, 7002))";
    // Every span of the schedule is worked out before one is chosen: a condition inside would hide the next boundary.
    private static final String SPANS = """
        SELECT starting_at, ending_before, value
          FROM (SELECT starting_at, lead(starting_at) OVER (ORDER BY starting_at) AS ending_before, value
                  FROM %1$s WHERE (%2$s) = (%3$s) AND name = :name) span
         WHERE value IS NOT NULL
           AND (CAST(:covering AS timestamptz) IS NULL
                OR starting_at <= :covering AND (ending_before IS NULL OR ending_before > :covering))
         ORDER BY starting_at
        """;
    private static final String KEEP_FROM = """
        INSERT INTO %1$s (%2$s, name, starting_at, value)
        SELECT %3$s, :name, :moment,
               (SELECT value FROM %1$s
                 WHERE (%2$s) = (%3$s) AND name = :name AND starting_at <= :moment
                 ORDER BY starting_at DESC LIMIT 1)
        ON CONFLICT DO NOTHING
        """;
    private static final String CLEAR = """
        DELETE FROM %1$s
         WHERE (%2$s) = (%3$s) AND name = :name AND starting_at >= :from
           AND (CAST(:until AS timestamptz) IS NULL OR starting_at < :until)
        """;
    private static final String ADD = """
        INSERT INTO %1$s (%2$s, name, starting_at, value) VALUES (%3$s, :name, :from, CAST(:value AS jsonb))
        """;

    private final JdbcClient database;

    NamedScheduleStore(JdbcClient database) {
        this.database = database;
    }

    /** Keeps every other update of the schedule out until the transaction ends, also of one that has no span yet. */
    void lock(Subject subject, String name) {
        database.sql(LOCK)
                .param("schedule", Statements.of(subject).table() + subject.key() + name)
                .query()
                .singleRow();
    }

    /**
     * In order; none of a schedule that nobody wrote.
     *
     * @param covering only the span that the moment lies in; {@code null} for all
     */
    List<Span> spans(Subject subject, String name, @Nullable Instant covering) {
        return statement(SPANS, subject, name)
                .param("covering", Rows.at(covering))
                .query((row, number) -> new Span(
                        Rows.instant(row, "starting_at"),
                        Rows.optionalInstant(row, "ending_before"),
                        Json.read(Rows.text(row, "value"))))
                .list();
    }

    /**
     * Makes the value hold in the span and leaves everything else as it is.
     *
     * @param until {@code null}: for all time
     */
    void set(Subject subject, String name, Instant from, @Nullable Instant until, JsonNode value) {
        if (until != null) {
            statement(KEEP_FROM, subject, name).param("moment", Rows.at(until)).update();
        }
        statement(CLEAR, subject, name)
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .update();
        statement(ADD, subject, name)
                .param("from", Rows.at(from))
                .param("value", Json.write(value))
                .update();
    }

    private JdbcClient.StatementSpec statement(String template, Subject subject, String name) {
        JdbcClient.StatementSpec statement =
                database.sql(Statements.of(subject).sql(template)).param("name", name);
        List<?> key = subject.key();
        for (int i = 0; i < key.size(); i++) {
            statement = statement.param("key" + i, key.get(i));
        }
        return statement;
    }
}
