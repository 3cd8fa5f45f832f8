package io.downbeat.testing;

import io.downbeat.platform.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * One real PostgreSQL per test JVM, started by the first test that needs it and gone when the JVM ends. A new database
 * is quick because it is a copy of a template, and because it lives in memory where the machine has room there: what a
 * test commits outlives a killed server, and need not outlive a power cut.
 */
public final class TestPostgres {
    private static final String MIGRATED = "migrated";
    private static final AtomicInteger LAST = new AtomicInteger();

    private TestPostgres() {}

    /** A new, empty database. */
    public static TestDatabase fresh() {
        return copyOf("template0");
    }

    /** A new database with every migration applied. They run once per JVM; each call copies the outcome. */
    public static TestDatabase migrated() {
        return copyOf(Migrated.TEMPLATE.name());
    }

    private static TestDatabase copyOf(String template) {
        String name = "test_" + LAST.incrementAndGet();
        // Copying files skips the log but waits for checkpoints, which are cheap in memory only.
        String strategy = ScratchFolder.inMemory() ? "FILE_COPY" : "WAL_LOG";
        execute("CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY " + strategy);
        return database(name);
    }

    static void drop(String name) {
        execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private static TestDatabase database(String name) {
        EmbeddedPostgres server = Server.RUNNING;
        String url = server.jdbcUrl().replaceFirst("/postgres$", "/" + name);
        return new TestDatabase(name, url, server.user(), server.password());
    }

    private static void execute(String sql) {
        EmbeddedPostgres server = Server.RUNNING;
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Loaded by the first use. */
    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            EmbeddedPostgres server = EmbeddedPostgres.start(ScratchFolder.own().resolve("postgres"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                ScratchFolder.delete();
            }));
            return server;
        }
    }

    private static final class Migrated {
        static final TestDatabase TEMPLATE = migrate();

        private static TestDatabase migrate() {
            execute("CREATE DATABASE " + MIGRATED + " TEMPLATE template0");
            TestDatabase template = database(MIGRATED);
            Flyway.configure()
                    .dataSource(template.jdbcUrl(), template.user(), template.password())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            return template;
        }
    }
}
