package io.downbeat.app;

import io.downbeat.platform.db.Database;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The database a command works on: an external one by URL, or an embedded PostgreSQL that lives as long as this. */
public final class OpenedDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 24;

    private final Database database;
    private final @Nullable EmbeddedPostgres embedded;
    private final Settings settings;

    private OpenedDatabase(Database database, @Nullable EmbeddedPostgres embedded, Settings settings) {
        this.database = database;
        this.embedded = embedded;
        this.settings = settings;
    }

    /** For a server: the schema is brought up to date. */
    static OpenedDatabase open(@Nullable String url, Path data, Settings settings) {
        return opened(url, data, settings, Database::open);
    }

    /** For those who only look: nothing is changed, not even the schema. */
    public static OpenedDatabase read(@Nullable String url, Path data, Settings settings) {
        return opened(url, data, settings, Database::read);
    }

    private interface Opening {
        Database open(String url, String user, String password, int connections);
    }

    private static OpenedDatabase opened(@Nullable String url, Path data, Settings settings, Opening opening) {
        int connections = settings.wholeNumber("DOWNBEAT_DATABASE_CONNECTIONS", CONNECTIONS, 6, 500);
        if (url != null) {
            String user = settings.text("DOWNBEAT_DATABASE_USER").orElse("");
            String password = settings.text("DOWNBEAT_DATABASE_PASSWORD").orElse("");
            return new OpenedDatabase(opening.open(url, user, password, connections), null, settings);
        }
        EmbeddedPostgres embedded = EmbeddedPostgres.start(data);
        try {
            var database = opening.open(embedded.jdbcUrl(), embedded.user(), embedded.password(), connections);
            return new OpenedDatabase(database, embedded, settings);
        } catch (RuntimeException failure) {
            embedded.close();
            throw failure;
        }
    }

    public Database database() {
        return database;
    }

    public boolean isEmbedded() {
        return embedded != null;
    }

    Settings settings() {
        return settings;
    }

    @Override
    public void close() {
        database.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
