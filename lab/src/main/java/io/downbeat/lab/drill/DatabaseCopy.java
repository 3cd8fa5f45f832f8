package io.downbeat.lab.drill;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Copies the rows of one migrated database into another, as they stand at one moment, while servers work on the first.
 * The events themselves stay behind: invoices are computed from their hourly counts. So do the webhooks: nobody outside is
 * told of a drill. And whether it is a real database: the copy never is.
 */
final class DatabaseCopy {
    private static final String TABLES = """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname NOT IN ('flyway_schema_history', 'usage_event', 'usage_event_key', 'webhook', 'webhook_message',
                'webhook_attempt', 'simulated_providers', 'left_simulation')
        ORDER BY c.relname
        """;
    private static final String COLUMNS = """
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = '%s'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        """;
    private static final String SEQUENCES = """
        SELECT format('SELECT setval(%L, %s)', sequencename, last_value) FROM pg_sequences
        WHERE schemaname = current_schema() AND last_value IS NOT NULL
        """;

    private final Connection source;
    private final Connection target;

    DatabaseCopy(Connection source, Connection target) {
        this.source = source;
        this.target = target;
    }

    /** @return how many rows came over */
    long copy() throws SQLException {
        source.setAutoCommit(false);
        source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        source.setReadOnly(true);
        long rows = 0;
        try (Statement there = target.createStatement()) {
            // Neither triggers nor foreign keys: the rows held to them where they come from.
            there.execute("SET session_replication_role = replica");
            for (String table : texts(source, TABLES)) {
                there.execute("DELETE FROM " + table);
                rows += copy(table);
            }
            for (String sequence : texts(source, SEQUENCES)) {
                there.execute(sequence);
            }
        }
        source.rollback();
        return rows;
    }

    private long copy(String table) throws SQLException {
        String columns = texts(source, COLUMNS.formatted(table)).getFirst();
        var out = source.unwrap(PGConnection.class).getCopyAPI();
        var in = target.unwrap(PGConnection.class).getCopyAPI();
        List<Exception> failures = new ArrayList<>();
        try (PipedInputStream reading = new PipedInputStream(1 << 16);
                PipedOutputStream writing = new PipedOutputStream(reading)) {
            Thread pump = Thread.ofPlatform().start(() -> {
                try (writing) {
                    out.copyOut("COPY (SELECT %s FROM %s) TO STDOUT BINARY".formatted(columns, table), writing);
                } catch (IOException | SQLException failure) {
                    failures.add(failure);
                }
            });
            long rows = in.copyIn("COPY %s (%s) FROM STDIN BINARY".formatted(table, columns), reading);
            pump.join();
            if (!failures.isEmpty()) {
                throw new SQLException("the table " + table + " could not be read", failures.getFirst());
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("the table " + table + " could not be copied", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
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
