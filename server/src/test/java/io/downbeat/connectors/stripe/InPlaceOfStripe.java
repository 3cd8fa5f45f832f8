package io.downbeat.connectors.stripe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Somebody who answers at an address that was taken for Stripe's. */
final class InPlaceOfStripe implements AutoCloseable {
    private final HttpServer server;

    private InPlaceOfStripe(HttpServer server) {
        this.server = server;
    }

    /** What is said to a request; its own body has been read by then. */
    record Said(int status, String body) {}

    static InPlaceOfStripe answering(Function<HttpExchange, Said> answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            Said said = answer.apply(exchange);
            byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return new InPlaceOfStripe(server);
    }

    StripeAdapter adapter() {
        return StripeAgainstSandbox.adapterAt(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
