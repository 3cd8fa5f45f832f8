package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** Somebody's webhook: takes what comes, or does what a test says, and remembers every request. */
final class Receiver implements AutoCloseable {
    /** What to do with one request instead of taking it. */
    interface Mood {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    record Came(Headers headers, byte[] body) {
        JsonNode json() {
            return Json.read(new String(body, StandardCharsets.UTF_8));
        }

        String id() {
            return json().get("id").stringValue();
        }

        String header(String name) {
            return headers.getFirst(name);
        }
    }

    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Deque<Mood> moods = new ArrayDeque<>();
    private volatile Mood usual = status(200);
    final List<Came> came = new CopyOnWriteArrayList<>();

    Receiver() throws IOException {
        this(0);
    }

    Receiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    synchronized Receiver next(Mood mood) {
        moods.add(mood);
        return this;
    }

    Receiver always(Mood mood) {
        usual = mood;
        return this;
    }

    static Mood status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Mood dropped() {
        return HttpExchange::close;
    }

    /** Never answers. */
    Mood hung() {
        return exchange -> closing.await(60, TimeUnit.SECONDS);
    }

    /** Says its status, and then its body trickles without end. */
    Mood trickling(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, 0);
            do {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
            } while (!closing.await(20, TimeUnit.MILLISECONDS));
        };
    }

    private synchronized Mood mood() {
        return moods.isEmpty() ? usual : moods.remove();
    }

    private void take(HttpExchange exchange) throws IOException {
        came.add(
                new Came(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
        try (exchange) {
            mood().answer(exchange);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what must come, up to a minute. */
    void awaitRequests(int count) {
        await(() -> came.size() >= count);
        assertThat(came).hasSizeGreaterThanOrEqualTo(count);
    }

    static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
