package io.downbeat.app.maintenance;

import io.downbeat.access.AuditLog;
import io.downbeat.app.AddedCommand;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.connectors.queue.RestoredQueues;
import io.downbeat.delivery.engine.opening.RestoredCopy;
import io.downbeat.platform.db.Database;
import io.downbeat.platform.db.SchemaVersion;
import io.downbeat.platform.postgres.DatabaseBackup;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.work.SimulatedClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Put a backup into an empty data folder and start its database once, to see that it is whole.")
public final class RestoreCommand implements AddedCommand, Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "what ./downbeat backup wrote")
    Path file = Path.of("downbeat.backup");

    @Option(
            names = "--data",
            defaultValue = "./data",
            paramLabel = "DIR",
            description = "a folder that is empty or not there (${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Override
    public Integer call() {
        if (!Files.isRegularFile(file)) {
            throw new StartRefused("there is no file " + file);
        }
        Map<String, String> facts = DatabaseBackup.facts(file);
        String schema = facts.getOrDefault("schema", "");
        if (!SchemaVersion.isKnown(schema)) {
            throw new StartRefused("the backup was taken from a newer Downbeat (it has migration " + schema
                    + "); restore it with that version, or one newer still");
        }
        try (Progress progress = Progress.ofProcess("the backup is checked")) {
            DatabaseBackup.restore(file, data, bytes -> progress.now("%,d MB written".formatted(bytes >> 20)));
        }
        try (EmbeddedPostgres started = EmbeddedPostgres.start(data)) {
            EmbeddedPostgres.Address at = started.address();
            var database = JdbcClient.create(new DriverManagerDataSource(at.jdbcUrl(), at.user(), at.password()));
            String found = SchemaVersion.of(database);
            if (!found.equals(schema)) {
                throw new IllegalStateException("the backup says migration " + schema + " and holds " + found);
            }
            try (Database current = Database.open(at.jdbcUrl(), at.user(), at.password(), 2)) {
                var client = JdbcClient.create(current.dataSource());
                RestoredCopy.mark(
                        client,
                        SimulatedClock.of(client)
                                .map(SimulatedClock::instant)
                                .orElseGet(InstantSource.system()::instant));
                AuditLog.beginInCopy(client);
                RestoredQueues.numberOn(client);
            }
            DatabaseBackup.finished(data);
        }
        tell(facts);
        return 0;
    }

    private void tell(Map<String, String> facts) {
        var printer = ConsolePrinter.ofProcess();
        printer.good("%s has the database with all that was committed before %s"
                .formatted(data, facts.getOrDefault("began", "")));
        String key = facts.getOrDefault("secret-key", "");
        printer.fact(
                "%s",
                BackupCommand.hasKey(data, key)
                        ? "Its secret key " + key + " came with it."
                        : "Its secret key " + key + " did not come with it: start the server with DOWNBEAT_SECRET_KEY"
                                + " set to that key.");
        printer.fact("Invoices that went out after the backup are unknown to it. Stripe and NetSuite are asked for each"
                + " before it is made there; what else to do first: docs/operations/backup.md.");
        printer.fact("No server may go on working on the original: both would send the same invoices.");
    }
}
