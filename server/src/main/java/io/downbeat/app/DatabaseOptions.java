package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a command reads that is no server. */
public final class DatabaseOptions {
    @Option(
            names = "--data",
            defaultValue = "./data",
            paramLabel = "DIR",
            description = "folder of an embedded PostgreSQL, whether its server runs or not (${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "an external PostgreSQL instead, also while servers work on it")
    @Nullable
    String databaseUrl;

    public Path data() {
        return data;
    }

    /** Opens it, and changes nothing in it. */
    public OpenedDatabase read(Settings settings) {
        return OpenedDatabase.read(existing(settings), data, settings);
    }

    /** Opens it to change rows. */
    public OpenedDatabase change(Settings settings) {
        return OpenedDatabase.change(existing(settings), data, settings);
    }

    private @Nullable String existing(Settings settings) {
        String url = settings.databaseUrl(databaseUrl);
        if (url == null && !Files.isDirectory(data.resolve("pg"))) {
            throw new StartRefused(
                    "there is no database in " + data + "; name its folder with --data, or --database-url");
        }
        return url;
    }
}
