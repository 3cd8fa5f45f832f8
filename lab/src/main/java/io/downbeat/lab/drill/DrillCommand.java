package io.downbeat.lab.drill;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.DatabaseOptions;
import io.downbeat.app.OpenedDatabase;
import io.downbeat.app.SecretFiles;
import io.downbeat.app.SecretKeyCheck;
import io.downbeat.app.Settings;
import io.downbeat.app.SettingsSource;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.db.Database;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.postgres.FileTrees;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exit codes: 0 all came through, 1 something was doubled, was parked or still waits. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Play an outage of a provider on a temporary copy of a database, and tell what would happen.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat drill --provider stripe                 six hours without Stripe",
            "  ./downbeat drill --provider aws --fault apply_then_drop --hours 24",
            "  ./downbeat drill --provider gcp --database-url jdbc:postgresql://db/billing",
        })
public final class DrillCommand implements Callable<Integer>, AddedCommand {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final List<String> HEADS =
            List.of("until (UTC)", "waiting", "unknown", "parked", "delivered", "left alone", "records", "expired");

    /** The keys, and what decides when something is due and how much at once; not where providers and databases are. */
    private static final List<String> SHARED = List.of(
            "DOWNBEAT_SECRET_KEY",
            "DOWNBEAT_SECRET_KEY_PREVIOUS",
            "DOWNBEAT_GRACE_PERIOD",
            "DOWNBEAT_DELIVERY_LEASE",
            "DOWNBEAT_STRIPE_CALLS_PER_SECOND",
            "DOWNBEAT_NETSUITE_REQUESTS_AT_ONCE",
            "DOWNBEAT_NETSUITE_STATUS_INTERVAL",
            "DOWNBEAT_AWS_METERING_WINDOW",
            "DOWNBEAT_AZURE_METERING_WINDOW",
            "DOWNBEAT_GCP_METERING_WINDOW");

    @Option(
            names = "--provider",
            required = true,
            paramLabel = "PROVIDER",
            completionCandidates = Providers.class,
            description = "one of: ${COMPLETION-CANDIDATES}")
    String provider = "";

    @Option(
            names = "--fault",
            defaultValue = "drop_before",
            paramLabel = "FAULT",
            completionCandidates = FaultNames.class,
            description = "what every call meets (${DEFAULT-VALUE}); one of: ${COMPLETION-CANDIDATES}")
    String fault = "drop_before";

    @Option(
            names = "--hours",
            defaultValue = "6",
            paramLabel = "HOURS",
            description = "how long, in business time (${DEFAULT-VALUE})")
    int hours = 6;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "when it begins (an hour before the next invoices are finalized)")
    @Nullable
    String at;

    @Mixin
    DatabaseOptions database = new DatabaseOptions();

    /** The simulators of a sandbox, by name. */
    static final class Providers extends ArrayList<String> {
        Providers() {
            super(List.of("stripe", "netsuite", "aws", "azure", "gcp", "tackle"));
        }
    }

    static final class FaultNames extends ArrayList<String> {
        FaultNames() {
            super(FaultKind.apiNames());
        }
    }

    @Override
    public Integer call() throws SQLException, IOException {
        if (hours < 1 || hours > 24 * 31) {
            throw new StartRefused("--hours must be from 1 to 744, not " + hours);
        }
        Drill drill = new Drill(provider, fault, at == null ? null : instant(at), hours);
        refuseWhatNeverStrikes(drill);
        SettingsSource source = SettingsSource.ofProcess();
        Settings settings = source.settings();
        // The simulators of a server at work keep their port.
        boolean isInUse = EmbeddedPostgres.inUse(database.data()).isPresent();
        Path folder = Files.createTempDirectory("downbeat-drill-");
        try (Progress progress = Progress.ofProcess("opening the database");
                OpenedDatabase original = database.read(settings);
                Connection reading = original.database().dataSource().getConnection();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"))) {
            // Brings the copy's schema to where the original's is.
            Database.open(postgres.jdbcUrl(), postgres.user(), postgres.password(), 2)
                    .close();
            requireKey(original, settings);
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            int port = original.isEmbedded() && !isInUse
                    ? Sandbox.lastPort(database.data().resolve("sandbox"))
                    : 0;
            DrillRun run = new DrillRun(drill, ofServers(source, settings), port, progress::now);
            DrillRun.DrillReport told = run.play(reading, postgres, now, folder.resolve("node.log"));
            progress.close();
            return tell(told, drill);
        } finally {
            FileTrees.delete(folder);
        }
    }

    /** Asks a sandbox before anything is copied: it alone knows which fault means something at which provider. */
    private static void refuseWhatNeverStrikes(Drill drill) throws IOException {
        try (Sandbox tried = Sandbox.start("127.0.0.1", 0, InstantSource.system())) {
            tried.setFaults(List.of(drill.everyCall()));
        } catch (IllegalArgumentException never) {
            throw new StartRefused("--" + never.getMessage());
        }
    }

    private void requireKey(OpenedDatabase original, Settings settings) {
        boolean isInFolder =
                original.isEmbedded() && Files.exists(database.data().resolve(SecretFiles.KEY));
        if (settings.secretKey() == null && !isInFolder) {
            throw new StartRefused("set DOWNBEAT_SECRET_KEY to the key of the database's servers");
        }
        SecretKeyCheck.compare(
                JdbcClient.create(original.database().dataSource()), SecretFiles.secrets(settings, database.data()));
    }

    /** What the copy's server shares with the original's, whose settings this process has. */
    private Map<String, String> ofServers(SettingsSource source, Settings settings) {
        Map<String, String> shared = source.set(SHARED);
        if (settings.secretKey() == null) {
            SecretFiles.read(database.data().resolve(SecretFiles.KEY))
                    .ifPresent(key -> shared.put("DOWNBEAT_SECRET_KEY", key));
        }
        return shared;
    }

    private static int tell(DrillRun.DrillReport told, Drill drill) {
        var printer = ConsolePrinter.ofProcess();
        printer.title("%s: %s at every call from %s to %s"
                .formatted(drill.provider(), drill.fault(), told.began(), told.ended()));
        printer.fact(
                "Played on a copy of %,d rows; the original was only read, and nothing left this machine.",
                told.rows());
        printer.line();
        printer.fact("While it lasted:");
        printer.table(HEADS, rows(told, true));
        printer.line();
        printer.fact("Afterwards:");
        printer.table(HEADS, rows(told, false));
        printer.line();
        told.alerts().forEach(alert -> printer.fact("alert: %s", alert));
        told.parked().forEach(reason -> printer.bad("parked: " + reason));
        told.log().forEach(line -> printer.bad("its server's log: " + line));
        told.doubled().forEach(delivery -> printer.bad("doubled: delivery " + delivery));
        if (told.through() == null) {
            printer.bad("something still waited four days after the outage");
        } else {
            printer.good((told.isWell() ? "everything" : "everything else") + " was through by " + told.through());
        }
        return told.isWell() ? 0 : 1;
    }

    /** Hours in which nothing changed are left out. */
    private static List<List<String>> rows(DrillRun.DrillReport told, boolean outage) {
        List<List<String>> rows = new ArrayList<>();
        List<String> before = List.of();
        List<DrillRun.Hour> hours =
                told.hours().stream().filter(hour -> hour.outage() == outage).toList();
        for (DrillRun.Hour hour : hours) {
            List<String> cells = List.of(
                    "" + hour.waiting(),
                    "" + hour.unknown(),
                    "" + hour.parked(),
                    "" + hour.delivered(),
                    "" + hour.circuits(),
                    "" + hour.slots(),
                    "" + hour.expired());
            if (!cells.equals(before)) {
                List<String> row = new ArrayList<>(List.of(MINUTES.format(hour.at())));
                row.addAll(cells);
                rows.add(row);
            }
            before = cells;
        }
        return rows;
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notOne) {
            throw new StartRefused("--at must be an instant such as 2025-01-01T00:00:00Z, not " + text);
        }
    }
}
