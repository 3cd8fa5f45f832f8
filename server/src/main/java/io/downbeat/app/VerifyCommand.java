package io.downbeat.app;

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
        description =
                "Check the invariants on a database and print each with its counts; exit code 1 on any violation.")
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

    @Override
    public Integer call() {
        Settings settings = SettingsSource.ofProcess().settings();
        try (OpenedDatabase opened = database.read(settings)) {
            JdbcClient client = JdbcClient.create(opened.database().dataSource());
            InstantSource clock = SimulatedClock.of(client)
                    .<InstantSource>map(simulated -> simulated)
                    .orElseGet(InstantSource::system);
            Verification verification = Verification.of(client, List.of(new MeteringChecks()), clock);
            return tell(verification.verify(instant("--from", from), instant("--to", to)));
        }
    }

    private static int tell(Verification.Verdict verdict) {
        var printer = ConsolePrinter.ofProcess();
        printer.table(
                List.of("check", "checked", "violations"),
                verdict.checks().stream()
                        .map(check -> List.of(check.name(), "" + check.checked(), "" + check.violations()))
                        .toList());
        verdict.violations()
                .forEach(violation -> printer.bad(
                        violation.check() + (violation.invoiceId() == null ? "" : " invoice " + violation.invoiceId())
                                + ": " + violation.detail()));
        if (verdict.ok()) {
            printer.good("every invoice went to exactly one billing provider, exactly once");
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
