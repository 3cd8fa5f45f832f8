package io.downbeat.app;

import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.app.terminal.VerifyReport;
import io.downbeat.metering.settlement.MeteringChecks;
import io.downbeat.platform.work.SimulatedClock;
import io.downbeat.verification.Verification;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Check the invariants on a database, which is only read; exit code 1 on any violation.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat verify                                    the embedded one in ./data, its server running or"
                    + " not",
            "  ./downbeat verify --from 2025-03-01T00:00:00Z --all  each check, on invoices from March on",
            "  ./downbeat verify --database-url jdbc:postgresql://db/billing",
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--from",
            defaultValue = "1970-01-01T00:00:00Z",
            paramLabel = "INSTANT",
            description = "invoices finalized from here on (${DEFAULT-VALUE})")
    String from = "1970-01-01T00:00:00Z";

    @Option(
            names = "--to",
            defaultValue = "9999-12-31T00:00:00Z",
            paramLabel = "INSTANT",
            description = "and before this (${DEFAULT-VALUE})")
    String to = "9999-12-31T00:00:00Z";

    @Option(names = "--all", description = "each check with its counts, and not only what they are about")
    boolean all;

    @Override
    public Integer call() {
        Instant after = instant("--from", from);
        Instant before = instant("--to", to);
        if (!after.isBefore(before)) {
            throw new StartRefused("--to must be after --from");
        }
        Settings settings = SettingsSource.ofProcess().settings();
        try (OpenedDatabase opened = database.read(settings)) {
            JdbcClient client = JdbcClient.create(opened.database().dataSource());
            InstantSource clock = SimulatedClock.of(client)
                    .<InstantSource>map(simulated -> simulated)
                    .orElseGet(InstantSource::system);
            Verification verification = Verification.of(client, List.of(new MeteringChecks()), clock);
            return tell(verification, after, before);
        }
    }

    private int tell(Verification verification, Instant after, Instant before) {
        Verification.Verdict verdict = verification.verify(after, before);
        var report = new VerifyReport(ConsolePrinter.ofProcess(), verification.bySubject(verdict));
        if (verdict.ok() && !verification.hasInvoices(after, before)) {
            report.tellNothing();
        } else {
            report.tell(verdict, all);
        }
        return verdict.ok() ? 0 : 1;
    }

    private static Instant instant(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notOne) {
            throw new StartRefused(option + " must be an instant such as 2025-01-01T00:00:00Z, not " + text);
        }
    }
}
