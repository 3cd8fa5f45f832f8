package io.downbeat.testing;

import io.downbeat.app.SandboxSettings;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.sandbox.Sandbox;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The real server and all its providers, simulated in the server's own time, so that their windows and deadlines pass
 * as the server's clock is advanced.
 */
public record SandboxedServer(TestServer server, Sandbox sandbox) implements AutoCloseable {

    public static SandboxedServer startedAt(String instant) {
        return startedAt(instant, Map.of());
    }

    /** @param settings environment variables that come on top of, or replace, the sandbox's addresses */
    public static SandboxedServer startedAt(String instant, Map<String, String> settings) {
        // The server needs the sandbox's address before there is a clock of its own to show.
        var time = new AtomicReference<InstantSource>(() -> Instant.parse(instant));
        Sandbox sandbox = TestSandbox.inTimeOf(() -> time.get().instant());
        Map<String, String> all = new HashMap<>(SandboxSettings.of(sandbox.uri()));
        all.putAll(settings);
        TestServer server = TestServer.startedAt(instant, all);
        time.set(server.bean(BusinessClock.class));
        return new SandboxedServer(server, sandbox);
    }

    public Api api() {
        return server.api();
    }

    @Override
    public void close() {
        server.close();
        sandbox.close();
    }
}
