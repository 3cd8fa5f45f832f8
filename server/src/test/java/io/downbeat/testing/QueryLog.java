package io.downbeat.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is asked of the tests' database, as PostgreSQL itself writes it down while one of these is open. What other tests' servers
 * and the jobs of one's own ask stands there too: what matters is asked for more than once, and the shortest answer counts.
 */
public final class QueryLog implements AutoCloseable {
    private static final Pattern QUERY =
            Pattern.compile("LOG:  (execute [^:]*|statement): (?!BEGIN|COMMIT|ROLLBACK|SET )");

    private final JdbcClient database;
    private final Path log;

    private QueryLog(JdbcClient database, Path log) {
        this.database = database;
        this.log = log;
    }

    public static QueryLog of(TestServer server) {
        JdbcClient database = server.bean(JdbcClient.class);
        Path data =
                Path.of(database.sql("SHOW data_directory").query(String.class).single());
        var queries = new QueryLog(database, data.resolveSibling("postgres.log"));
        queries.set("all");
        return queries;
    }

    private void set(String what) {
        database.sql("ALTER SYSTEM SET log_statement = '" + what + "'").update();
        database.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
        // Each connection takes it up by itself, a moment later; until then its queries would be missing.
        LockSupport.parkNanos(1_000_000_000);
    }

    /** The queries of some work, one line each, as they begin. */
    public List<String> during(Callable<?> work) throws Exception {
        return written(work).lines().filter(line -> QUERY.matcher(line).find()).toList();
    }

    /** The same as whole statements, with numbers in place of their parameters ({@code $1}). */
    public List<String> statements(Callable<?> work) throws Exception {
        List<String> statements = new ArrayList<>();
        // What does not begin a line of the log goes on with the one before.
        for (String entry : written(work).split("\n(?!\t)", -1)) {
            Matcher query = QUERY.matcher(entry);
            if (query.find()) {
                statements.add(entry.substring(query.end()).replace("\n\t", "\n"));
            }
        }
        return statements;
    }

    private String written(Callable<?> work) throws Exception {
        long before = Files.size(log);
        work.call();
        byte[] all = Files.readAllBytes(log);
        return new String(all, Math.toIntExact(before), all.length - Math.toIntExact(before), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        set("none");
    }
}
