package io.downbeat.app;

import io.downbeat.platform.Database;
import io.downbeat.platform.EmbeddedPostgres;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The database a command works on: an external one by URL, or an embedded PostgreSQL that lives as long as this. */
final class OpenedDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 24;

    private final Database database;
    private final @Nullable EmbeddedPostgres embedded;
    private final Settings settings;

    private OpenedDatabase(Database database, @Nullable EmbeddedPostgres embedded, Settings settings) {
        this.database = database;
        this.embedded = embedded;
        this.settings = settings;
    }

    static OpenedDatabase open(@Nullable String url, Path data, Settings settings) {
        int connections = settings.wholeNumber("DOWNBEAT_DATABASE_CONNECTIONS", CONNECTIONS, 6, 500);
        if (url != null) {
            return new OpenedDatabase(external(url, connections, settings), null, settings);
        }
        EmbeddedPostgres embedded = EmbeddedPostgres.start(data);
        try {
            var database = Database.open(embedded.jdbcUrl(), embedded.user(), embedded.password(), connections);
            return new OpenedDatabase(database, embedded, settings);
        } catch (RuntimeException failure) {
            embedded.close();
            throw failure;
        }
    }

    private static Database external(String url, int connections, Settings settings) {
        return Database.open(
                url,
                settings.text("DOWNBEAT_DATABASE_USER").orElse(""),
                settings.text("DOWNBEAT_DATABASE_PASSWORD").orElse(""),
                connections);
    }

    Database database() {
        return database;
    }

    boolean isEmbedded() {
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
