package io.downbeat.testing;

import io.downbeat.platform.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * One real PostgreSQL per test JVM, started by the first test that needs it and gone when the JVM ends. Durability is
 * as in the product; a new database is quick because it is a copy of a template.
 */
public final class TestPostgres {
    private static final Path ALL = (Files.isDirectory(Path.of("target"))
                    ? Path.of("target")
                    : Path.of(System.getProperty("java.io.tmpdir")))
            .resolve("test-postgres");
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
        execute("CREATE DATABASE " + name + " TEMPLATE " + template);
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
            deleteLeftovers();
            Path home = ALL.resolve(Long.toString(ProcessHandle.current().pid()));
            EmbeddedPostgres server = EmbeddedPostgres.start(home);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                delete(home);
            }));
            return server;
        }

        /** A test JVM that was killed could not tidy up; its folders are named by its pid. */
        private static void deleteLeftovers() {
            if (!Files.isDirectory(ALL)) {
                return;
            }
            try (Stream<Path> homes = Files.list(ALL)) {
                homes.filter(home -> ownerOf(home).isEmpty()).toList().forEach(TestPostgres::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Optional<ProcessHandle> ownerOf(Path home) {
            return ProcessHandle.of(Long.parseLong(home.getFileName().toString()));
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

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException anotherJvmDeletesItToo) {
            // What stays is found again by the next test JVM.
        }
    }
}
