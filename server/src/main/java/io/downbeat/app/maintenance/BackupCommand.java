package io.downbeat.app.maintenance;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.SecretFiles;
import io.downbeat.app.Settings;
import io.downbeat.app.SettingsSource;
import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.db.SchemaVersion;
import io.downbeat.platform.postgres.DatabaseBackup;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.secrets.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Write an embedded database into one file, whether its server runs or not. The secret key and API"
                + " token of the data folder are in it unless told otherwise.")
public final class BackupCommand implements AddedCommand, Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "such as downbeat.backup; one that is there is never overwritten")
    Path file = Path.of("downbeat.backup");

    @Option(
            names = "--data",
            defaultValue = "./data",
            paramLabel = "DIR",
            description = "the data folder of the server (${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(
            names = "--without-secrets",
            description = "leave out secret.key and api.token; without the key, stored credentials never open again")
    boolean withoutSecrets;

    @Override
    public Integer call() throws IOException {
        refuseWhatCannotBe(SettingsSource.ofProcess().settings());
        Optional<EmbeddedPostgres.Address> inUse = EmbeddedPostgres.inUse(data);
        if (inUse.isPresent()) {
            return take(inUse.get());
        }
        try (EmbeddedPostgres started = EmbeddedPostgres.start(data)) {
            return take(started.address());
        }
    }

    private void refuseWhatCannotBe(Settings settings) {
        if (settings.database().url() != null) {
            throw new StartRefused("DOWNBEAT_DATABASE_URL names an external database, which PostgreSQL's own tools back"
                    + " up (pg_basebackup, pg_dump); this command is for an embedded one");
        }
        if (!Files.isDirectory(data.resolve("pg"))) {
            throw new StartRefused("there is no database in " + data + "; name its folder with --data");
        }
        if (Files.exists(file)) {
            throw new StartRefused(file + " is there already, and a backup overwrites nothing; name another file");
        }
    }

    private int take(EmbeddedPostgres.Address at) throws IOException {
        var client = JdbcClient.create(new DriverManagerDataSource(at.jdbcUrl(), at.user(), at.password()));
        String key =
                new SecretKeyStore(client).known().map(SecretKeyStore.Known::id).orElse("");
        boolean withKey = !withoutSecrets && hasKey(data, key);
        String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        try (Progress progress = Progress.ofProcess("the database is read")) {
            DatabaseBackup.take(
                    data,
                    at,
                    file,
                    Map.of("began", began, "schema", SchemaVersion.of(client), "secret-key", key),
                    others(withKey),
                    bytes -> progress.now("%,d MB read".formatted(bytes >> 20)));
        }
        tell(began, key, withKey);
        return 0;
    }

    private List<String> others(boolean withKey) {
        List<String> others = new ArrayList<>();
        if (withKey) {
            others.add(SecretFiles.KEY);
        }
        if (!withoutSecrets && Files.exists(data.resolve(SecretFiles.TOKEN))) {
            others.add(SecretFiles.TOKEN);
        }
        return others;
    }

    /** A key that was set once stays in the folder, and would mislead if another one took its place. */
    static boolean hasKey(Path folder, String id) {
        return SecretFiles.read(folder.resolve(SecretFiles.KEY))
                .filter(key -> new SecretBox(key).keyId().equals(id))
                .isPresent();
    }

    private void tell(String began, String key, boolean withKey) throws IOException {
        var printer = ConsolePrinter.ofProcess();
        printer.good("%s has all that was committed before %s (%,d MB)"
                .formatted(file, began, (Files.size(file) >> 20) + 1));
        printer.fact(
                "%s",
                withKey
                        ? "Secret key " + key + " is in it: keep the file as you keep secrets."
                        : "Secret key " + key
                                + " is not in it: keep the key elsewhere, or no stored credential opens.");
    }
}
