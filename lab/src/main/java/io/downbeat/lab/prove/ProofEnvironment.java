package io.downbeat.lab.prove;

import io.downbeat.app.SandboxSettings;
import io.downbeat.lab.nodes.BusinessTime;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.postgres.FileTrees;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a proof stands on: a database of its own, the servers on it, and simulated providers in the servers' time. */
final class ProofEnvironment implements AutoCloseable {
    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final ServerPool servers;
    private final BusinessTime time;
    private final Sandbox sandbox;

    private ProofEnvironment(
            Path folder, EmbeddedPostgres postgres, ServerPool servers, BusinessTime time, Sandbox sandbox) {
        this.folder = folder;
        this.postgres = postgres;
        this.servers = servers;
        this.time = time;
        this.sandbox = sandbox;
    }

    static ProofEnvironment make(Plan plan) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("downbeat-prove-");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        String url = postgres.jdbcUrl();
        BusinessTime[] clock = new BusinessTime[1];
        // The clock's table comes with the first server's start; nothing asks the providers before that.
        Sandbox sandbox = Sandbox.start("127.0.0.1", 0, () -> clock[0] == null ? Plan.START : clock[0].instant());
        String token = UUID.randomUUID().toString();
        Map<String, String> environment = new HashMap<>(SandboxSettings.of(sandbox.uri()));
        environment.put("DOWNBEAT_API_TOKEN", token);
        environment.put("DOWNBEAT_SECRET_KEY", UUID.randomUUID().toString());
        environment.put("DOWNBEAT_DATABASE_USER", postgres.user());
        environment.put("DOWNBEAT_DATABASE_PASSWORD", postgres.password());
        environment.put("DOWNBEAT_DATABASE_CONNECTIONS", "12");
        // A killed server's work waits until its lease ends, in real time: as short as may be.
        environment.put("DOWNBEAT_DELIVERY_LEASE", "PT15S");
        List<String> arguments = List.of("--port", "0", "--database-url", url, "--clock", Plan.START.toString());
        ServerPool servers = new ServerPool(
                plan.processes(), arguments, environment, token, folder.resolve("servers.log"), plan.seed());
        clock[0] = new BusinessTime(DriverManager.getConnection(url, postgres.user(), postgres.password()), Plan.START);
        return new ProofEnvironment(folder, postgres, servers, clock[0], sandbox);
    }

    ServerPool servers() {
        return servers;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** Stripe's events go to whichever server started last; while that one is dead they get lost. */
    void listenToStripe(String deliveryMethod) {
        servers.onStart(server -> sandbox.control(
                "POST",
                "/sandbox/stripe/webhook",
                Json.write(Map.of(
                                "url",
                                server + "/hooks/stripe/" + deliveryMethod,
                                "secret",
                                Destinations.WEBHOOK_SECRET))
                        .getBytes(StandardCharsets.UTF_8)));
    }

    Path log() {
        return folder.resolve("servers.log");
    }

    @Override
    public void close() {
        servers.close();
        sandbox.close();
        try {
            time.close();
        } catch (SQLException gone) {
            // the database goes next
        }
        postgres.close();
        try {
            FileTrees.delete(folder);
        } catch (IOException stays) {
            System.err.println("the folder " + folder + " could not be removed: " + stays.getMessage());
        }
    }
}
