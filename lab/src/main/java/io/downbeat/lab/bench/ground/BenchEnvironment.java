package io.downbeat.lab.bench.ground;

import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.postgres.FileTrees;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What the benchmarks run on: a PostgreSQL in a folder of its own with everything durable, and the simulated providers.
 * Each part gets a fresh database and a fresh server, so that no part pays for another's leftovers.
 */
public final class BenchEnvironment implements AutoCloseable {
    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final Sandbox sandbox;
    private final List<String> serverOptions;
    private final String secretKey = UUID.randomUUID().toString();
    private final String token = UUID.randomUUID().toString();

    private BenchEnvironment(Path folder, EmbeddedPostgres postgres, Sandbox sandbox, List<String> serverOptions) {
        this.folder = folder;
        this.postgres = postgres;
        this.sandbox = sandbox;
        this.serverOptions = serverOptions;
    }

    /** @param serverOptions options for the servers' Java, besides those every server has */
    public static BenchEnvironment make(List<String> serverOptions) {
        try {
            Path folder = Files.createTempDirectory("downbeat-bench-");
            EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
            Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
            return new BenchEnvironment(folder, postgres, sandbox, serverOptions);
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place to run the benchmarks in", e);
        }
    }

    public Path folder() {
        return folder;
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), postgres.user(), postgres.password());
    }

    private String url(String database) {
        return postgres.jdbcUrl().replaceFirst("/[^/]*$", "/" + database);
    }

    /** A fresh database, with what was written before at rest on the disk, so that nobody pays for it later. */
    public void createDatabase(String name) {
        tell("postgres", "CREATE DATABASE " + name, "CHECKPOINT");
    }

    /** A copy of another, which nobody is connected to. */
    public void createDatabase(String name, String template) {
        tell("postgres", "CREATE DATABASE " + name + " TEMPLATE " + template, "CHECKPOINT");
    }

    public void dropDatabase(String name) {
        tell("postgres", "DROP DATABASE " + name + " WITH (FORCE)", "CHECKPOINT");
    }

    /** Between measures: what the last one left is written out and counted now. */
    public void settle(String database) {
        tell(database, "VACUUM (ANALYZE)", "CHECKPOINT");
        // The process that vacuumed ends a moment later; only then is its time among what was spent before.
        LockSupport.parkNanos(300_000_000);
    }

    public void tell(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused to prepare the measure", e);
        }
    }

    /** The one number that a query answers. */
    public long number(String database, String sql) {
        try (Connection connection = connect(database)) {
            return number(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL could not be asked: " + sql, e);
        }
    }

    public static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** On the system clock, as a user's server: a simulated one is read from the database at every request. */
    public ServerUnderLoad serve(String database) {
        return serve(database, "system");
    }

    /** @param clock where the server's simulated clock begins, RFC 3339 */
    public ServerUnderLoad serve(String database, String clock) {
        return serve(database, clock, Map.of());
    }

    /** @param settings further {@code DOWNBEAT_*} of the server's environment */
    public ServerUnderLoad serve(String database, String clock, Map<String, String> settings) {
        return serve(database, clock, settings, List.of());
    }

    /** @param javaOptions for this server's Java, beside those of all servers */
    public ServerUnderLoad serve(
            String database, String clock, Map<String, String> settings, List<String> javaOptions) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DOWNBEAT_API_TOKEN", token);
        environment.put("DOWNBEAT_SECRET_KEY", secretKey);
        environment.put("DOWNBEAT_DATABASE_USER", postgres.user());
        environment.put("DOWNBEAT_DATABASE_PASSWORD", postgres.password());
        environment.put("DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe");
        environment.putAll(settings);
        List<String> arguments = List.of("--port", "0", "--database-url", url(database), "--clock", clock);
        List<String> options =
                Stream.concat(serverOptions.stream(), javaOptions.stream()).toList();
        return ServerUnderLoad.start(options, arguments, environment, token, log());
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    /** The last lines the servers wrote about their troubles. */
    public List<String> lastWords() {
        try {
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return lines.subList(Math.max(0, lines.size() - 40), lines.size());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    @Override
    public void close() {
        sandbox.close();
        postgres.close();
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " could not be removed", e);
        }
    }
}
