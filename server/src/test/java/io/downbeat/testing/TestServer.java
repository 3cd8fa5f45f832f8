package io.downbeat.testing;

import io.downbeat.app.DownbeatServer;
import io.downbeat.app.SandboxSettings;
import io.downbeat.app.ServerOptions;
import io.downbeat.app.SettingsSource;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.sandbox.Sandbox;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The real server in this process, on a fresh database with a simulated clock.
 *
 * <pre>{@code
 * try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z")) {
 *     JsonNode customer = server.api().post("/v1/customers", "{'name': 'Acme'}").ok().get("data");
 *     server.advanceTo("2025-02-02T00:00:00Z");
 * }
 * }</pre>
 */
public final class TestServer implements AutoCloseable {
    public static final String TOKEN = "test-token";
    public static final String SECRET_KEY = "a-secret-key-for-tests-of-32-chars-or-more";

    /** No test ever leaves this machine: such a provider refuses connections at once. */
    static final Map<String, String> NO_PROVIDERS = SandboxSettings.of(URI.create("http://127.0.0.1:9"));

    private final TestDatabase database;
    private final boolean ownsDatabase;
    /** What answers in the place of all providers, unless the settings say where they are. */
    private @Nullable Sandbox sandbox;

    /** Not held once it is closed: a class keeps its static fields as long as the tests' JVM runs. */
    private @Nullable DownbeatServer server;

    private final Api api;

    private TestServer(TestDatabase database, boolean ownsDatabase, @Nullable Sandbox sandbox, DownbeatServer server) {
        this.database = database;
        this.ownsDatabase = ownsDatabase;
        this.sandbox = sandbox;
        this.server = server;
        this.api = new Api(server.uri(), TOKEN);
    }

    public static TestServer startedAt(String instant) {
        return startedAt(instant, Map.of());
    }

    /**
     * Its providers are simulated in its own time, unless the settings say where they are: an invoice that nobody takes
     * is tried again and probed for through every month that a test advances, which takes longer than all else.
     *
     * @param settings environment variables; with one such as {@code DOWNBEAT_STRIPE_API_BASE} among them, providers that
     *     they do not name refuse connections
     */
    public static TestServer startedAt(String instant, Map<String, String> settings) {
        TestDatabase database = TestPostgres.migrated();
        if (settings.keySet().stream().anyMatch(NO_PROVIDERS::containsKey)) {
            return new TestServer(database, true, null, start(database, instant, settings));
        }
        // The server needs the sandbox's address before there is a clock of its own to show.
        var time = new AtomicReference<InstantSource>(() -> Instant.parse(instant));
        Sandbox sandbox = TestSandbox.inTimeOf(() -> time.get().instant());
        Map<String, String> all = new HashMap<>(SandboxSettings.of(sandbox.uri()));
        all.putAll(settings);
        TestServer server = new TestServer(database, true, sandbox, start(database, instant, all));
        time.set(server.bean(BusinessClock.class));
        return server;
    }

    /** Its providers cannot be reached: nothing is delivered, and everything is tried again and again. */
    public static TestServer withoutProviders(String instant) {
        return startedAt(instant, NO_PROVIDERS);
    }

    /** A second server on the first one's database. */
    public TestServer another(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(sandbox == null ? Map.of() : SandboxSettings.of(sandbox.uri()));
        all.putAll(settings);
        return new TestServer(database, false, null, start(database, "2000-01-01T00:00:00Z", all));
    }

    private static DownbeatServer start(TestDatabase database, String instant, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DOWNBEAT_API_TOKEN",
                TOKEN,
                "DOWNBEAT_SECRET_KEY",
                SECRET_KEY,
                "DOWNBEAT_DATABASE_USER",
                database.user(),
                "DOWNBEAT_DATABASE_PASSWORD",
                database.password(),
                "DOWNBEAT_DATABASE_CONNECTIONS",
                "12",
                // Those who are told live on this machine too.
                "DOWNBEAT_WEBHOOK_ALLOW_PRIVATE",
                "true"));
        environment.putAll(NO_PROVIDERS);
        environment.putAll(settings);
        var options =
                new ServerOptions("127.0.0.1", 0, Path.of("target"), database.jdbcUrl(), Instant.parse(instant), false);
        return DownbeatServer.start(options, new SettingsSource(environment, Map.of()));
    }

    public Api api() {
        return api;
    }

    /** What its providers hold, where they are simulated. */
    public Sandbox sandbox() {
        return Objects.requireNonNull(sandbox, "the server has no sandbox");
    }

    public TestDatabase database() {
        return database;
    }

    public <T> T bean(Class<T> type) {
        return Objects.requireNonNull(server, "the server is closed").bean(type);
    }

    /** How many entries of the audit log say that this was done. */
    public long audited(String action) {
        return bean(JdbcClient.class)
                .sql("SELECT count(*) FROM audit_entry WHERE action = :action AND status = 'success'")
                .param("action", action)
                .query(Long.class)
                .single();
    }

    /** Advances the simulated clock; everything that falls due on the way has run when this answers. */
    public void advanceTo(String instant) {
        api.post("/downbeat/v1/clock", "{'now': '" + instant + "'}").ok();
    }

    /** Runs everything that is due now. */
    public void settle() {
        advanceTo(api.get("/downbeat/v1/clock").ok().get("now").stringValue());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
        if (sandbox != null) {
            sandbox.close();
            sandbox = null;
        }
        if (ownsDatabase) {
            database.close();
        }
    }
}
