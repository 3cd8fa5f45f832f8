package io.downbeat;

import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * How many rows a server's database holds in all: what tells whether a refused request changed something. Without the
 * audit log, which says that it was refused.
 */
final class RowCount implements AutoCloseable {
    /** Makes the statement that counts the rows of every table: one plan, because it runs hundreds of times. */
    private static final String COUNT = """
        SELECT 'SELECT ' || string_agg(format('(SELECT count(*) FROM %I)', relname), ' + ')
          FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
           AND relname <> 'audit_entry'
        """;

    private final Connection database;
    private final String count;

    RowCount(TestServer server) throws SQLException {
        var at = server.database();
        database = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
        try (var statement = database.createStatement();
                var made = statement.executeQuery(COUNT)) {
            made.next();
            count = made.getString(1);
        }
    }

    long now() {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(count)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
