package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Run the server until it is told to stop (Ctrl-C or SIGTERM).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z   to play",
            "  ./downbeat serve                                          real providers, now",
            "  ./downbeat serve --host 0.0.0.0 --database-url jdbc:postgresql://db/billing",
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    ListenOptions listen = new ListenOptions(8080);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where embedded PostgreSQL keeps its files, and --sandbox what the providers hold (./data)")
    @Nullable
    Path data;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "an external PostgreSQL 15 or newer, jdbc:postgresql://host/name")
    @Nullable
    String databaseUrl;

    @Option(
            names = "--clock",
            defaultValue = "system",
            paramLabel = "CLOCK",
            description =
                    "'system', or an instant such as 2025-01-01T00:00:00Z where a simulated clock begins; one that"
                            + " the database has already goes on from its own (${DEFAULT-VALUE})")
    String clock = "system";

    @Option(
            names = "--sandbox",
            description = "run the provider simulators in this process and point every provider at them")
    boolean sandbox;

    @Option(
            names = "--leave-simulation",
            description = "end the simulation that the database lives in, for good: what falls due up to now is sent to"
                    + " the real providers")
    boolean leaveSimulation;

    @Override
    public Integer call() throws InterruptedException {
        listen.check();
        Instant simulatedFrom = simulatedFrom();
        if (leaveSimulation && (sandbox || simulatedFrom != null)) {
            throw new StartRefused(
                    "--leave-simulation ends a simulation and goes with neither --clock <instant> nor" + " --sandbox");
        }
        var options =
                new ServerOptions(listen.host, listen.port, data, databaseUrl, simulatedFrom, sandbox, leaveSimulation);
        SettingsSource source = SettingsSource.ofProcess();
        Settings settings = source.settings();
        DownbeatServer server = DownbeatServer.start(options, source);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        server.notes().forEach(System.out::println);
        StartSummary.lines(server, options, settings).forEach(System.out::println);
        server.madeToken().ifPresent(token -> System.out.println("API token (made now, shown once): " + token));
        server.signInLink()
                .ifPresent(link -> System.out.println("Sign in to the console (once, within 10 minutes): " + link));
        server.awaitEnd();
        return 0;
    }

    private @Nullable Instant simulatedFrom() {
        if (clock.equals("system")) {
            return null;
        }
        try {
            return OffsetDateTime.parse(clock).toInstant();
        } catch (DateTimeException notOne) {
            throw new StartRefused("--clock must be 'system' or an instant such as 2025-01-01T00:00:00Z, not " + clock);
        }
    }
}
