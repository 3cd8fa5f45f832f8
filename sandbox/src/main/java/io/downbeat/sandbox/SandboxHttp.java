package io.downbeat.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The port: reads requests whole, routes them by their first path segment, and plays broken connections. */
final class SandboxHttp implements AutoCloseable {
    private static final int WAITING = 1024;
    private static final System.Logger LOG = System.getLogger(SandboxHttp.class.getName());

    static {
        // Read once by the JDK's server. Without the first, answers wait 40 ms for a delayed acknowledgement. Without
        // the
        // others it closes idle connections just when a client's pool takes them up again, which looks like a lost
        // answer.
        for (var property : Map.of(
                        "sun.net.httpserver.nodelay",
                        "true",
                        "sun.net.httpserver.idleInterval",
                        "600",
                        "sun.net.httpserver.maxIdleConnections",
                        "10000")
                .entrySet()) {
            if (System.getProperty(property.getKey()) == null) {
                System.setProperty(property.getKey(), property.getValue());
            }
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SimulatedProviders providers;
    private final SandboxControl control;

    private SandboxHttp(HttpServer server, SimulatedProviders providers, SandboxControl control) {
        this.server = server;
        this.providers = providers;
        this.control = control;
    }

    /** A server that does not answer yet, at one port or, if that is taken, at another. */
    static HttpServer bound(String host, int preferred, int otherwise) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(host, preferred), WAITING);
        } catch (BindException taken) {
            if (preferred == otherwise) {
                throw taken;
            }
            return HttpServer.create(new InetSocketAddress(host, otherwise), WAITING);
        }
    }

    static SandboxHttp start(HttpServer server, SimulatedProviders providers, SandboxControl control) {
        SandboxHttp http = new SandboxHttp(server, providers, control);
        server.createContext("/", http::serve);
        server.setExecutor(http.threads);
        server.start();
        return http;
    }

    URI uri() {
        return uri(server);
    }

    static URI uri(HttpServer server) {
        InetSocketAddress address = server.getAddress();
        String host = address.getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        FaultInjector.Reply reply;
        try {
            reply = reply(exchange);
        } catch (RuntimeException ours) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the sandbox failed at " + exchange.getRequestURI().getPath(),
                    ours);
            reply = whole(500, "the sandbox itself failed: " + ours);
        }
        switch (reply) {
            case FaultInjector.Reply.Whole(var answer) -> write(exchange, answer, answer.body().length);
            case FaultInjector.Reply.Torn(var answer) -> write(exchange, answer, answer.body().length / 2);
            case FaultInjector.Reply.Silence() -> {}
        }
        // Before any headers this ends the connection, and so it does with half of a promised body.
        exchange.close();
    }

    private FaultInjector.Reply reply(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = uri.getRawPath();
        if (path.startsWith("/sandbox")) {
            return new FaultInjector.Reply.Whole(control.answer(exchange.getRequestMethod(), uri.toString(), body));
        }
        int end = path.indexOf('/', 1);
        String provider =
                path.length() > 1 ? path.substring(1, end < 0 ? path.length() : end) : providerAtRoot(exchange);
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        Request request = new Request(
                exchange.getRequestMethod(), end < 0 ? "/" : path.substring(end), query, headers(exchange), body);
        return providers.reply(provider, request).orElseGet(() -> whole(404, "no provider lives at " + path));
    }

    /** AWS's own SDK drops the path of an endpoint override for Query protocols (STS, SNS) and posts to the root. */
    private static String providerAtRoot(HttpExchange exchange) {
        String signed = exchange.getRequestHeaders().getFirst("Authorization");
        return signed != null && signed.startsWith("AWS4-HMAC-SHA256") ? "aws" : "";
    }

    private static FaultInjector.Reply whole(int status, String message) {
        return new FaultInjector.Reply.Whole(SandboxAnswer.json(status, Map.of("message", message)));
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return headers;
    }

    private static void write(HttpExchange exchange, SandboxAnswer answer, int bytes) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        if (bytes == 0) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        out.write(answer.body(), 0, bytes);
        out.flush();
    }
}
