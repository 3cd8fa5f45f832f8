package io.downbeat.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
    }

    /** The queries of some work, one line each, as they begin. */
    public List<String> during(Callable<?> work) throws Exception {
        long before = Files.size(log);
        work.call();
        return new String(
                        Files.readAllBytes(log),
                        Math.toIntExact(before),
                        Math.toIntExact(Files.size(log) - before),
                        StandardCharsets.UTF_8)
                .lines()
                .filter(line -> QUERY.matcher(line).find())
                .toList();
    }

    @Override
    public void close() throws IOException {
        set("none");
    }
}
