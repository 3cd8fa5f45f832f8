package io.downbeat.app;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} was asked for.
 *
 * @param port 0 takes a free one
 * @param data where embedded PostgreSQL keeps its files; unused with an external database
 * @param databaseUrl an external PostgreSQL, or {@code null} for the embedded one
 * @param simulatedFrom where a fresh simulated clock begins, or {@code null} for the system clock
 * @param sandbox whether to run the provider simulators in this process and point every provider at them
 * @param leaveSimulation whether a simulation that the database lives in ends now, for good
 */
public record ServerOptions(
        String host,
        int port,
        Path data,
        @Nullable String databaseUrl,
        @Nullable Instant simulatedFrom,
        boolean sandbox,
        boolean leaveSimulation) {

    public ServerOptions(
            String host,
            int port,
            Path data,
            @Nullable String databaseUrl,
            @Nullable Instant simulatedFrom,
            boolean sandbox) {
        this(host, port, data, databaseUrl, simulatedFrom, sandbox, false);
    }

    ServerOptions withDatabaseUrl(String url) {
        return new ServerOptions(host, port, data, url, simulatedFrom, sandbox, leaveSimulation);
    }

    Simulation.Asked asked() {
        return new Simulation.Asked(Optional.ofNullable(simulatedFrom), sandbox, leaveSimulation);
    }
}
