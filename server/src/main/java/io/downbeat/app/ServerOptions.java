package io.downbeat.app;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} was asked for.
 *
 * @param port 0 takes a free one
 * @param data the folder of embedded PostgreSQL and of the simulators; {@code null} for {@code ./data}, which with an
 *     external database is not used
 * @param databaseUrl an external PostgreSQL, or {@code null} for the embedded one
 * @param simulatedFrom where a fresh simulated clock begins, or {@code null} for the system clock
 * @param sandbox whether to run the provider simulators in this process and point every provider at them
 * @param leaveSimulation whether a simulation that the database lives in ends now, for good
 */
public record ServerOptions(
        String host,
        int port,
        @Nullable Path data,
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

    Path folder() {
        return data == null ? Path.of("data") : data;
    }

    /** Where the simulators keep what they hold; empty for memory only. */
    Optional<Path> sandboxFolder(boolean embedded) {
        return embedded || data != null ? Optional.of(folder().resolve("sandbox")) : Optional.empty();
    }

    Simulation.StartOptions asked() {
        return new Simulation.StartOptions(Optional.ofNullable(simulatedFrom), sandbox, leaveSimulation);
    }
}
