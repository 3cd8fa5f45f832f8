package io.downbeat.app;

import io.downbeat.access.AccessSettings;
import io.downbeat.access.ApiTokens;
import io.downbeat.access.SignInLinks;
import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.app.tomcat.TomcatFolder;
import io.downbeat.platform.db.DatabaseUnavailable;
import io.downbeat.platform.http.ServerAccess;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.platform.tracing.StandardVariables;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.platform.work.WorkRunner;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A running server in this process: its database, its clock, its HTTP port, its work. */
public final class DownbeatServer implements AutoCloseable {
    private final OpenedDatabase database;
    private final Admission admission;
    private final TomcatFolder folder;
    private final ServletWebServerApplicationContext context;
    private final String host;
    private final @Nullable String madeToken;

    private DownbeatServer(
            OpenedDatabase database,
            Admission admission,
            TomcatFolder folder,
            ServletWebServerApplicationContext context,
            String host,
            @Nullable String madeToken) {
        this.database = database;
        this.admission = admission;
        this.folder = folder;
        this.context = context;
        this.host = host;
        this.madeToken = madeToken;
    }

    /**
     * Starts everything and answers when requests are served.
     *
     * @throws StartRefused or {@link DatabaseUnavailable} with one clear sentence if it cannot start as asked
     */
    public static DownbeatServer start(ServerOptions options, SettingsSource source) {
        Settings settings = source.settings();
        String url = settings.databaseUrl(options.databaseUrl());
        if (url != null && settings.secretKey() == null) {
            throw new StartRefused(
                    "DOWNBEAT_SECRET_KEY is required with an external database; set it to any text of 32 characters or"
                            + " more");
        }
        OpenedDatabase database = OpenedDatabase.open(url, options.folder(), settings);
        TomcatFolder folder = TomcatFolder.make();
        try {
            SecretBox secrets = SecretFiles.secrets(settings, options.folder());
            Admission admission = Admission.of(
                    database.database().dataSource(),
                    options,
                    secrets,
                    InstantSource.system().instant());
            BusinessClock clock = admission.clock();
            Optional<Simulators> sandbox = options.sandbox()
                    ? Optional.of(Simulators.inProcess(clock, options.sandboxFolder(database.isEmbedded())))
                    : Optional.empty();
            Settings pointed = sandbox.map(simulators ->
                            source.with(SandboxSettings.of(simulators.uri())).settings())
                    .orElse(settings);
            Token token = token(options, settings, database.isEmbedded());
            Tracing tracing = tracing(source);
            var context = context(options, pointed, database, folder, clock, token, secrets, sandbox, tracing);
            context.getBean(WorkRunner.class).start();
            admission.watch();
            return new DownbeatServer(
                    database, admission, folder, context, options.host(), token.made() ? token.text() : null);
        } catch (RuntimeException failure) {
            folder.close();
            database.close();
            throw failure;
        }
    }

    public int port() {
        var server = context.getWebServer();
        if (server == null) {
            throw new IllegalStateException("the server is stopped");
        }
        return server.getPort();
    }

    public URI uri() {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /** The token that was generated at this first start, to be printed once. */
    public Optional<String> madeToken() {
        return Optional.ofNullable(madeToken);
    }

    /**
     * A link into the console that signs whoever opens it in as the first administrator, once and within ten minutes; only a
     * simulation has one.
     */
    public Optional<URI> signInLink() {
        return bean(AccessSettings.class).isSimulation()
                ? Optional.of(uri().resolve(
                                bean(SignInLinks.class).make(ApiTokens.FIRST).path()))
                : Optional.empty();
    }

    /** Sentences for the person who started it, such as where a simulated clock goes on from. */
    public List<String> notes() {
        return admission.notes();
    }

    /**
     * Waits until it is closed.
     *
     * @throws StartRefused if it may not go on as it was started, and then somebody has to close it
     */
    void awaitEnd() throws InterruptedException {
        admission.awaitEnd();
    }

    /** A bean of the running server, for the commands and tests of this process. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Answers what was asked already, finishes what is in hand, and stops. */
    @Override
    public void close() {
        context.close();
        admission.close();
        folder.close();
        database.close();
    }

    private static Tracing tracing(SettingsSource source) {
        try {
            return StandardVariables.of(source.telemetry());
        } catch (IllegalArgumentException wrong) {
            throw new StartRefused(String.valueOf(wrong.getMessage()));
        }
    }

    private record Token(String text, boolean made) {}

    private static Token token(ServerOptions options, Settings settings, boolean embedded) {
        Settings.Secret given = settings.apiToken();
        if (given != null) {
            return new Token(given.text(), false);
        }
        if (!embedded) {
            // Several servers may share an external database; a token made by each would differ from node to node.
            throw new StartRefused(
                    "DOWNBEAT_API_TOKEN is required with an external database; set it to a long random text");
        }
        boolean first = !Files.exists(options.folder().resolve(SecretFiles.TOKEN));
        return new Token(SecretFiles.token(options.folder()), first);
    }

    private static ServletWebServerApplicationContext context(
            ServerOptions options,
            Settings settings,
            OpenedDatabase database,
            TomcatFolder folder,
            BusinessClock clock,
            Token token,
            SecretBox secrets,
            Optional<Simulators> sandbox,
            Tracing tracing) {
        var application = new SpringApplication(ServerWiring.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(properties(options));
        boolean isSimulation = clock.isSimulated() || sandbox.isPresent();
        application.addInitializers(context -> {
            var beans = (GenericApplicationContext) context;
            beans.registerBean(
                    DataSource.class, () -> database.database().dataSource(), bean -> bean.setDestroyMethodName(""));
            beans.registerBean(TomcatFolder.class, () -> folder);
            beans.registerBean(BusinessClock.class, () -> clock);
            var keys = new SecretKeyStore(JdbcClient.create(database.database().dataSource()));
            beans.registerBean(SecretBox.class, () -> secrets.sealingWith(keys::inForce));
            beans.registerBean(Tracing.class, () -> tracing);
            // As a finished object: Spring would take a bean of this type for one that it has to bind itself.
            beans.getBeanFactory().registerSingleton("settings", settings);
            beans.registerBean(ServerOptions.class, () -> options);
            sandbox.ifPresent(simulators -> simulators.joinServer(beans));
            beans.registerBean(ServerAccess.class, () -> new ServerAccess(openPaths(options, settings)));
            beans.registerBean(
                    AccessSettings.class, () -> new AccessSettings(token.text(), InstantSource.system(), isSimulation));
        });
        try {
            return (ServletWebServerApplicationContext) application.run();
        } catch (RuntimeException failure) {
            throw clear(failure, options).orElse(failure);
        }
    }

    /** The one sentence behind a failure to start, where there is one; Spring wraps it in its own words. */
    private static Optional<RuntimeException> clear(@Nullable Throwable failure, ServerOptions options) {
        return switch (failure) {
            case null -> Optional.empty();
            case StartRefused refused -> Optional.of(refused);
            case PortInUseException _ ->
                Optional.of(new StartRefused(
                        "port " + options.port() + " on " + options.host() + " is taken; choose another with --port"));
            default -> clear(failure.getCause(), options);
        };
    }

    private static List<String> openPaths(ServerOptions options, Settings settings) {
        List<String> open = new ArrayList<>(
                List.of("/health", "/health/live", "/openapi.json", "/hooks/", "/console", "/console/", "/embed/"));
        if (settings.metrics().open()) {
            open.add("/metrics");
        }
        if (options.sandbox()) {
            open.add("/sandbox/");
        }
        return open;
    }

    private static Map<String, Object> properties(ServerOptions options) {
        return Map.ofEntries(
                // Tomcat would else close a busy client's connection after every hundredth request.
                Map.entry("server.tomcat.max-keep-alive-requests", -1),
                Map.entry("server.address", options.host()),
                Map.entry("server.port", options.port()),
                Map.entry("server.shutdown", "graceful"),
                Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "20s"),
                Map.entry("spring.threads.virtual.enabled", "true"),
                Map.entry("spring.main.lazy-initialization", "false"),
                Map.entry("spring.mvc.problemdetails.enabled", "false"),
                // Both would read bodies by themselves, the first one before the token was looked at.
                Map.entry("spring.mvc.formcontent.filter.enabled", "false"),
                Map.entry("spring.servlet.multipart.enabled", "false"),
                // Not the console's pages: a form's token beside what a stranger can have shown there must not be
                // compressed.
                Map.entry("server.compression.enabled", "true"),
                Map.entry("server.compression.mime-types", "application/json"),
                Map.entry("server.compression.min-response-size", "2KB"),
                Map.entry("server.error.whitelabel.enabled", "false"));
    }
}
