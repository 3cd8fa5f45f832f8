package io.downbeat.lab.demo;

import io.downbeat.app.ApiClient;
import io.downbeat.app.SandboxSettings;
import io.downbeat.lab.nodes.ServerNode;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.sandbox.Sandbox;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the demo plays on: one database, the simulators, and one server node at a time. */
final class DemoStage implements AutoCloseable {
    /** A killed node's work is taken over when its lease runs out. As short as it may be: people watch. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final String START = "2025-01-01T00:00:00Z";

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final Sandbox sandbox;
    private final String token = UUID.randomUUID().toString();
    private final String secretKey = UUID.randomUUID().toString();
    private ServerNode node;

    DemoStage(Path folder, EmbeddedPostgres postgres, Sandbox sandbox) {
        this.folder = folder;
        this.postgres = postgres;
        this.sandbox = sandbox;
        this.node = start();
    }

    Sandbox sandbox() {
        return sandbox;
    }

    ApiClient api() {
        return new ApiClient(node.uri(), token);
    }

    URI uri() {
        return node.uri();
    }

    long nodePid() {
        return node.pid();
    }

    String token() {
        return token;
    }

    void killNode() {
        node.kill();
    }

    void startNode() {
        node = start();
    }

    void waitForEnd() {
        node.waitForEnd();
    }

    private ServerNode start() {
        Map<String, String> environment = new HashMap<>(SandboxSettings.of(sandbox.uri()));
        environment.put("DOWNBEAT_API_TOKEN", token);
        environment.put("DOWNBEAT_SECRET_KEY", secretKey);
        environment.put("DOWNBEAT_DATABASE_USER", postgres.user());
        environment.put("DOWNBEAT_DATABASE_PASSWORD", postgres.password());
        environment.put("DOWNBEAT_DELIVERY_LEASE", LEASE.toString());
        environment.put("AWS_ACCESS_KEY_ID", "AKIADEMODEMODEMO");
        environment.put("AWS_SECRET_ACCESS_KEY", "not-a-real-key");
        return ServerNode.start(
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                List.of("--port", "0", "--database-url", postgres.jdbcUrl(), "--clock", START),
                environment,
                folder.resolve("node.log"));
    }

    @Override
    public void close() {
        node.close();
    }
}
