package io.downbeat.lab.bench.ground;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The queries that PostgreSQL is asked, as it writes them down itself while one of these is open. */
public final class StatementLog implements AutoCloseable {
    private static final Pattern QUERY =
            Pattern.compile("LOG:  (execute [^:]*|statement): (?!BEGIN|COMMIT|ROLLBACK|SET )");
    /** Jobs of the server ask meanwhile, so the least of several looks counts. */
    private static final int LOOKS = 5;

    /** What is asked about. */
    public interface Call {
        void make() throws IOException;
    }

    private final Connection database;
    private final Path log;

    private StatementLog(Connection database, Path log) {
        this.database = database;
        this.log = log;
    }

    public static StatementLog open(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            var log = new StatementLog(database, Path.of(row.getString(1)).resolveSibling("postgres.log"));
            log.set("all");
            return log;
        }
    }

    private void set(String what) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("ALTER SYSTEM SET log_statement = '" + what + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
        // Each connection takes it up by itself, a moment later.
        LockSupport.parkNanos(1_000_000_000);
    }

    /** How many queries a call needs. */
    public int queries(Call call) throws IOException {
        int least = Integer.MAX_VALUE;
        for (int look = 0; look < LOOKS; look++) {
            long before = Files.size(log);
            call.make();
            least = Math.min(least, since(before));
        }
        return least;
    }

    private int since(long before) throws IOException {
        try (var file = Files.newByteChannel(log)) {
            file.position(before);
            List<String> lines = new BufferedReader(Channels.newReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            return (int)
                    lines.stream().filter(line -> QUERY.matcher(line).find()).count();
        }
    }

    @Override
    public void close() throws SQLException {
        set("none");
    }
}
