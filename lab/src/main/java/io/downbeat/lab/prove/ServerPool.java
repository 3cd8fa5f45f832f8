package io.downbeat.lab.prove;

import io.downbeat.app.ApiClient;
import io.downbeat.lab.nodes.ServerNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Servers that share one database, of which one at a time may be killed at any moment and is started again. */
final class ServerPool implements AutoCloseable {
    private static final int TRIES = 200;

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Path log;
    private final String token;
    private final List<ServerNode> nodes = new ArrayList<>();
    private final AtomicInteger kills = new AtomicInteger();
    private final Random random;
    private volatile Consumer<URI> started = server -> {};
    private volatile boolean closed;
    private volatile boolean killing;

    ServerPool(
            int processes, List<String> arguments, Map<String, String> environment, String token, Path log, long seed) {
        this.arguments = arguments;
        this.environment = environment;
        this.token = token;
        this.log = log;
        this.random = new Random(seed);
        for (int i = 0; i < processes; i++) {
            nodes.add(start());
        }
    }

    private ServerNode start() {
        return ServerNode.start(
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), arguments, environment, log);
    }

    /** Tells of the youngest server, now and whenever there is another one. */
    void onStart(Consumer<URI> listener) {
        started = listener;
        synchronized (nodes) {
            listener.accept(nodes.getLast().uri());
        }
    }

    int kills() {
        return kills.get();
    }

    /** A client of some server that lives. */
    ApiClient api() {
        synchronized (nodes) {
            ServerNode node = nodes.stream()
                    .filter(ServerNode::isAlive)
                    .skip(random.nextInt(Math.max(
                            1, (int) nodes.stream().filter(ServerNode::isAlive).count())))
                    .findFirst()
                    .orElse(nodes.getFirst());
            return new ApiClient(node.uri(), token);
        }
    }

    /** Advances the business clock; whoever was asked may be killed while it works, then another is asked. */
    void advance(Instant to) {
        RuntimeException last = new IllegalStateException("nobody was asked");
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                api().post("/downbeat/v1/clock", Map.of("now", to));
                return;
            } catch (UncheckedIOException | IllegalStateException cutOff) {
                last = cutOff;
                LockSupport.parkNanos(200_000_000);
            }
        }
        throw new IllegalStateException("the clock did not reach " + to, last);
    }

    /** From now on until {@link #spare}: a random server dies now and then, and another takes its place. */
    void killNowAndThen(int atMost) {
        killing = true;
        Thread.ofVirtual().name("killer").start(() -> {
            for (int i = 0; i < atMost && killing && !closed; i++) {
                LockSupport.parkNanos((1_500 + random.nextInt(6_000)) * 1_000_000L);
                if (killing && !closed) {
                    killOne();
                }
            }
        });
    }

    void spare() {
        killing = false;
    }

    /** Under the same lock as what must not be cut off. */
    private synchronized void killOne() {
        int which = random.nextInt(nodes.size());
        nodes.get(which).kill();
        kills.incrementAndGet();
        ServerNode another = start();
        started.accept(another.uri());
        synchronized (nodes) {
            nodes.set(which, another);
            if (closed) {
                another.kill();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (nodes) {
            nodes.forEach(ServerNode::kill);
        }
    }
}
