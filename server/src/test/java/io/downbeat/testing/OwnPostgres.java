package io.downbeat.testing;

import io.downbeat.platform.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One of this JVM's own, gone when the JVM ends. It lives in memory where the machine has room there: what a test commits
 * outlives a killed server, and need not outlive a power cut.
 */
final class OwnPostgres implements TestPostgres.Server {
    private final EmbeddedPostgres running =
            EmbeddedPostgres.start(ScratchFolder.own().resolve("postgres"));

    OwnPostgres() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.close();
            ScratchFolder.delete();
        }));
    }

    @Override
    public String name(String name) {
        return name;
    }

    @Override
    public TestDatabase database(String name) {
        String url = running.jdbcUrl().replaceFirst("/postgres$", "/" + name);
        return new TestDatabase(name, url, running.user(), running.password());
    }

    @Override
    public void createEmpty(String name) {
        copy("template0", name);
    }

    @Override
    public boolean hasCitus() {
        return false;
    }

    @Override
    public void createUndistributed(String name) {
        createEmpty(name);
    }

    @Override
    public void becomeModel(String name) {
        // It is one as it is.
    }

    @Override
    public void copy(String model, String name) {
        // Copying files skips the log but waits for checkpoints, which are cheap in memory only.
        String strategy = ScratchFolder.inMemory() ? "FILE_COPY" : "WAL_LOG";
        execute("CREATE DATABASE " + name + " TEMPLATE " + model + " STRATEGY " + strategy);
    }

    @Override
    public void drop(String name) {
        execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private void execute(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(running.jdbcUrl(), running.user(), running.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
