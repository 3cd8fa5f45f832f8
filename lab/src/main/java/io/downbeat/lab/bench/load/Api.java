package io.downbeat.lab.bench.load;

import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/** The server's API for setting up and for checking; what is measured uses {@link Wire} directly. */
public final class Api implements AutoCloseable {
    private final URI server;
    private final String token;
    private final Queue<Wire> free = new ConcurrentLinkedQueue<>();

    public Api(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    public Wire connect() throws IOException {
        return new Wire(server);
    }

    public JsonNode get(String path) {
        return ask(request("GET", path, ""));
    }

    public JsonNode post(String path, String json) {
        return ask(request("POST", path, json));
    }

    public byte[] request(String method, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = head(method, path, body.length).getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private String head(String method, String path, int length) {
        return "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(method, path, server.getAuthority(), token, length);
    }

    private JsonNode ask(byte[] request) {
        try {
            Wire pooled = free.poll();
            Wire wire = pooled == null ? connect() : pooled;
            Wire.Answer answer = wire.ask(request);
            free.add(wire);
            if (answer.status() != 200) {
                throw new IllegalStateException(
                        firstLine(request) + " answered " + answer.status() + ": " + answer.body());
            }
            return Json.read(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(firstLine(request) + " had no answer", e);
        }
    }

    private static String firstLine(byte[] request) {
        return new String(request, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }

    /** Runs the task for 0, 1, .. count - 1, some at a time. */
    public static void each(int count, int atOnce, IntConsumer task) {
        AtomicInteger taken = new AtomicInteger();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread[] threads = new Thread[atOnce];
        for (int i = 0; i < atOnce; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                try {
                    for (int n = taken.getAndIncrement();
                            n < count && failure.get() == null;
                            n = taken.getAndIncrement()) {
                        task.accept(n);
                    }
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        Load.join(threads);
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void close() {
        for (Wire wire = free.poll(); wire != null; wire = free.poll()) {
            try {
                wire.close();
            } catch (IOException gone) {
                // closing is all that was wanted
            }
        }
    }
}
