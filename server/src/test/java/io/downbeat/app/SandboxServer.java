package io.downbeat.app;

import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts {@code serve} as the playground needs it, on the database of a test. */
final class SandboxServer {
    private SandboxServer() {}

    /**
     * @param folder where the simulators keep what they hold, below {@code target}
     * @param clock where a simulated clock begins, {@code null} for the system clock
     * @param sandbox {@code false} for a server that simulates nothing; then Stripe refuses connections at once
     */
    static DownbeatServer start(TestDatabase database, String folder, @Nullable Instant clock, boolean sandbox) {
        Map<String, String> settings = ServerProcess.withDatabase(
                database, sandbox ? Map.of() : Map.of("DOWNBEAT_STRIPE_API_BASE", "http://127.0.0.1:9"));
        return DownbeatServer.start(
                new ServerOptions("127.0.0.1", 0, Path.of("target", folder), database.jdbcUrl(), clock, sandbox, false),
                new SettingsSource(settings, Map.of()));
    }
}
