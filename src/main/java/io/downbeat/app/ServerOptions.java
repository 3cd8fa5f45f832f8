package io.downbeat.app;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} was asked for.
 *
 * @param port 0 takes a free one
 * @param data where embedded PostgreSQL keeps its files; unused with an external database
 * @param databaseUrl an external PostgreSQL, or {@code null} for the embedded one
 * @param simulatedFrom where a fresh simulated clock begins, or {@code null} for the system clock
 * @param sandbox whether to run the provider simulators in this process and point every provider at them
 */
public record ServerOptions(
        String host,
        int port,
        Path data,
        @Nullable String databaseUrl,
        @Nullable Instant simulatedFrom,
        boolean sandbox) {

    ServerOptions withDatabaseUrl(String url) {
        return new ServerOptions(host, port, data, url, simulatedFrom, sandbox);
    }
}
