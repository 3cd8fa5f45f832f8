package io.downbeat.app;

import io.downbeat.platform.db.Database;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database a command works on: an external one by URL, or an embedded PostgreSQL that lives as long as this. */
public final class OpenedDatabase implements AutoCloseable {
    private final Database database;
    private final @Nullable EmbeddedPostgres embedded;

    private OpenedDatabase(Database database, @Nullable EmbeddedPostgres embedded) {
        this.database = database;
        this.embedded = embedded;
    }

    /** For a server: the schema is brought up to date. */
    static OpenedDatabase open(@Nullable String url, Path data, Settings settings) {
        return opened(url, data, settings, Database::open);
    }

    /** For those who only look: nothing is changed, not even the schema. */
    static OpenedDatabase read(@Nullable String url, Path data, Settings settings) {
        return opened(url, data, settings, Database::read);
    }

    /** For those who change rows beside servers: the schema stays as it is, and an embedded one may be in use. */
    static OpenedDatabase change(@Nullable String url, Path data, Settings settings) {
        Optional<EmbeddedPostgres.Address> inUse = url == null ? EmbeddedPostgres.inUse(data) : Optional.empty();
        int connections = settings.database().connections();
        return inUse.map(at ->
                        new OpenedDatabase(Database.change(at.jdbcUrl(), at.user(), at.password(), connections), null))
                .orElseGet(() -> opened(url, data, settings, Database::change));
    }

    private interface Opening {
        Database open(String url, String user, String password, int connections);
    }

    private static OpenedDatabase opened(@Nullable String url, Path data, Settings settings, Opening opening) {
        Settings.Database wanted = settings.database();
        if (url != null) {
            return new OpenedDatabase(
                    opening.open(url, wanted.user(), wanted.password().text(), wanted.connections()), null);
        }
        EmbeddedPostgres embedded = EmbeddedPostgres.start(data);
        try {
            var database = opening.open(embedded.jdbcUrl(), embedded.user(), embedded.password(), wanted.connections());
            return new OpenedDatabase(database, embedded);
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

    @Override
    public void close() {
        database.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
