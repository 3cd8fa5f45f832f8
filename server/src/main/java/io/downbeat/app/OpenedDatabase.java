package io.downbeat.app;

import io.downbeat.platform.db.Database;
import io.downbeat.platform.postgres.DatabaseBackup;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The database a server or a command works on: an external one by URL, or an embedded PostgreSQL, which lives as long as
 * this unless a server had it running already.
 */
public final class OpenedDatabase implements AutoCloseable {
    private final Database database;
    private final boolean isEmbedded;
    private final @Nullable EmbeddedPostgres started;

    private OpenedDatabase(Database database, boolean isEmbedded, @Nullable EmbeddedPostgres started) {
        this.database = database;
        this.isEmbedded = isEmbedded;
        this.started = started;
    }

    /** For a server: the schema is brought up to date. */
    static OpenedDatabase open(@Nullable String url, Path data, Settings settings) {
        return url == null ? start(data, settings, Database::open) : external(url, settings, Database::open);
    }

    /** For those who only look: nothing is changed, not even the schema. */
    static OpenedDatabase read(@Nullable String url, Path data, Settings settings) {
        return beside(url, data, settings, Database::read);
    }

    /** For those who change rows: the schema stays as it is. */
    static OpenedDatabase change(@Nullable String url, Path data, Settings settings) {
        return beside(url, data, settings, Database::change);
    }

    private interface Opening {
        Database open(String url, String user, String password, int connections);
    }

    /** Servers may be at work on it. */
    private static OpenedDatabase beside(@Nullable String url, Path data, Settings settings, Opening opening) {
        if (url != null) {
            return external(url, settings, opening);
        }
        return EmbeddedPostgres.inUse(data)
                .map(address -> new OpenedDatabase(opened(address, settings, opening), true, null))
                .orElseGet(() -> start(data, settings, opening));
    }

    private static OpenedDatabase external(String url, Settings settings, Opening opening) {
        Settings.Database wanted = settings.database();
        return new OpenedDatabase(
                opening.open(url, wanted.user(), wanted.password().text(), wanted.connections()), false, null);
    }

    private static OpenedDatabase start(Path data, Settings settings, Opening opening) {
        DatabaseBackup.requireFinished(data);
        EmbeddedPostgres embedded = EmbeddedPostgres.start(data);
        try {
            return new OpenedDatabase(opened(embedded.address(), settings, opening), true, embedded);
        } catch (RuntimeException failure) {
            embedded.close();
            throw failure;
        }
    }

    private static Database opened(EmbeddedPostgres.Address at, Settings settings, Opening opening) {
        return opening.open(
                at.jdbcUrl(), at.user(), at.password(), settings.database().connections());
    }

    public Database database() {
        return database;
    }

    public boolean isEmbedded() {
        return isEmbedded;
    }

    @Override
    public void close() {
        database.close();
        if (started != null) {
            started.close();
        }
    }
}
