package io.downbeat.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A benchmark that counts wrongly would call a loss a success, so what it says it sent is held against what arrived. */
class EventSenderTest {
    private static final List<String> CUSTOMERS =
            List.of(new UUID(1, 1).toString(), new UUID(2, 2).toString(), new UUID(3, 3).toString());
    private static final List<String> TIMES =
            EventStream.times("2025-01-31T11:00:00Z", java.time.Duration.ofSeconds(5), 720);

    private final List<JsonNode> bodies = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            bodies.add(Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] answer = "{\"data\":{}}".getBytes(StandardCharsets.UTF_8);
            // Length 0 means chunks, -1 no body.
            exchange.sendResponseHeaders(status, bodies.size() % 2 == 0 ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private EventSender sender(int size, int lane) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var stream = new EventStream(7, CUSTOMERS, EventStream.Spread.MIXED, TIMES);
        return new EventSender(new Api(uri, "secret"), stream, size, lane);
    }

    private List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        bodies.forEach(body -> body.forEach(events::add));
        return events;
    }

    @Test
    void every_tenth_event_repeats_an_acknowledged_one_and_the_others_are_new() throws IOException {
        for (int size : new int[] {1, 100}) {
            bodies.clear();
            EventSender sender = sender(size, size);
            int calls = 2_000 / size;
            for (int i = 0; i < calls; i++) {
                assertThat(sender.call()).isEqualTo(size);
            }
            Map<String, JsonNode> distinct = new HashMap<>();
            for (JsonNode event : events()) {
                JsonNode earlier =
                        distinct.putIfAbsent(event.get("transaction_id").asString(), event);
                assertThat(earlier == null || earlier.equals(event)).isTrue();
            }
            assertThat(sender.distinct()).isEqualTo(distinct.size());
            // The first request of a hundred has nothing acknowledged to repeat.
            assertThat(distinct.size()).isBetween(1_800, 1_810);
            sender.close();
        }
    }

    @Test
    void two_connections_never_send_the_same_event() throws IOException {
        EventSender one = sender(100, 0);
        EventSender two = sender(100, 1);
        for (int i = 0; i < 10; i++) {
            one.call();
            two.call();
        }
        long ids = events().stream()
                .map(event -> event.get("transaction_id").asString())
                .distinct()
                .count();
        assertThat(ids).isEqualTo(one.distinct() + two.distinct());
        one.close();
        two.close();
    }

    @Test
    void an_event_is_one_that_ingest_takes() throws IOException {
        EventSender sender = sender(100, 0);
        sender.call();
        assertThat(tokens).containsOnly("Bearer secret");
        assertThat(events()).hasSize(100).allSatisfy(event -> {
            assertThat(event.get("transaction_id").asString()).matches("[0-9a-f]{32}");
            assertThat(CUSTOMERS).contains(event.get("customer_id").asString());
            assertThat(event.get("event_type").asString()).isIn(EventRequest.CALL, EventRequest.TRANSFER);
            assertThat(TIMES).contains(event.get("timestamp").asString());
            assertThat(Integer.parseInt(event.at("/properties/amount").asString()))
                    .isBetween(1000, 9999);
        });
        sender.close();
    }

    @Test
    void a_refusal_ends_the_measure() throws IOException {
        EventSender sender = sender(1, 0);
        status = 429;
        assertThatThrownBy(sender::call).hasMessageContaining("429");
        sender.close();
    }
}
