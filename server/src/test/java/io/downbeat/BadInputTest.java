package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever a request holds, the server answers 4xx with a sentence or does what was asked; never 500. */
class BadInputTest {
    private static TestServer server;
    private static AccountFixture.Customer customer;
    private static List<BadBodies.Request> bodies;
    private static String invoice;
    private static RowCount rows;

    @BeforeAll
    static void start() throws SQLException {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        customer = account.customer("acme");
        var contract = BadBodies.contract(account, customer);
        invoice = customer.invoices().getFirst().get("id").stringValue();
        bodies = BadBodies.good(account, customer, contract);
        rows = new RowCount(server);
    }

    @AfterAll
    static void stop() throws SQLException {
        rows.close();
        server.close();
    }

    @Test
    void a_bad_value_in_any_place_of_any_body_is_never_our_fault() {
        List<String> wrong = new ArrayList<>();
        AtomicLong held = new AtomicLong(rows.now());
        BadBodies.mutate(bodies, (place, all) -> {
            boolean taken = false;
            for (BadBodies.Request bad : all) {
                taken |= accepted(wrong, place, bad);
            }
            long now = rows.now();
            if (held.getAndSet(now) != now && !taken && changeSomethingAgain(all)) {
                wrong.add(all.getFirst().path() + " " + place + " was refused and yet changed something");
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** What an earlier request left to jobs is done by then, so that the rows are these requests' own. */
    private static boolean changeSomethingAgain(List<BadBodies.Request> refused) {
        server.settle();
        long before = rows.now();
        refused.forEach(bad -> server.api().postRaw(bad.path(), bad.body()));
        return rows.now() != before;
    }

    @Test
    void a_body_that_is_no_request_is_refused_and_changes_nothing() {
        List<String> wrong = new ArrayList<>();
        long before = rows.now();
        for (String path :
                new TreeSet<>(bodies.stream().map(BadBodies.Request::path).toList())) {
            for (String body : BadBodies.WHOLE) {
                Api.Answer answer = server.api().postRaw(path, body);
                if (answer.status() >= 500 || answer.status() < 400 && !isEmptyRequest(body)) {
                    wrong.add(path + " <- " + start(body) + " : " + answer.status() + " " + start(answer.body()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows.now()).isEqualTo(before);
    }

    @Test
    void a_bad_query_or_path_is_never_our_fault() throws IOException {
        List<String> values = List.of(
                "x",
                "-1",
                "99999999999999999999",
                "%00",
                "%ff",
                "%zz",
                "Zm9vCmJhcgpiYXo",
                "10000-01-01T00:00:00Z",
                ",");
        List<String> names = List.of(
                "limit",
                "next_page",
                "sort",
                "status",
                "starting_on",
                "contract_id",
                "credit_type_id",
                "window_size",
                "customer_ids",
                "state",
                "invoice_id");
        List<String> wrong = new ArrayList<>();
        for (String path : reads()) {
            for (String name : names) {
                for (String value : values) {
                    look(wrong, "GET " + path + (path.contains("?") ? "&" : "?") + name + "=" + value);
                }
            }
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "no-uuid"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "%00"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "%ff%zz"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "..%2f..;a=b"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "00000000-0000-0000-0000-000000000000"));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void what_is_far_too_long_or_no_text_around_a_body_is_never_our_fault() throws IOException {
        List<String> wrong = new ArrayList<>();
        look(wrong, "GET /v1/customers?ingest_alias=" + "x".repeat(4_097));
        look(wrong, "GET /v1/customers?ingest_alias=" + "x".repeat(1_000_000));
        look(wrong, "GET /v1/customers?next_page=" + "eA".repeat(3_000));
        look(wrong, "GET /v1/customers?customer_ids=" + ",".repeat(7_000));
        look(wrong, "GET /v1/customers?" + "a=1&".repeat(1_900));
        look(wrong, "GET /v1/" + "a".repeat(7_000));
        for (String key :
                List.of("a\u0000b", "\u0000", "a\u0001b", "k".repeat(256), "k".repeat(7_000), "\u00ff\u00fe")) {
            look(
                    wrong,
                    "POST /v1/customers/archive HTTP/1.1\r\nIdempotency-Key: " + key + "\r\nContent-Length: 2",
                    "{}");
        }
        assertThat(wrong).isEmpty();
        assertThat(server.api()
                        .get("/v1/customers?ingest_alias=" + "x".repeat(4_097))
                        .refused(400))
                .isEqualTo("ingest_alias: must have at most 4096 characters");
    }

    /** Of characters that take four bytes and cannot be compressed, so that an index too narrow for them would show. */
    @Test
    void the_longest_text_that_is_taken_can_be_stored() {
        List<String> wrong = new ArrayList<>();
        bodies.forEach(good -> BadBodies.places(good).stream()
                .filter(place -> isFreeText(place.in(Json.read(good.body()))))
                .forEach(place -> storeTheLongest(wrong, good, place)));
        assertThat(wrong).isEmpty();
    }

    /** No longer text is taken there: an id, an instant and a word of a list have their own form. */
    private static boolean isFreeText(JsonNode value) {
        return value.isString() && !value.stringValue().matches("[0-9a-f-]{36}|[0-9]{4}-[0-9]{2}-.*Z|[A-Z_]+");
    }

    private static void storeTheLongest(List<String> wrong, BadBodies.Request good, BadBodies.Place place) {
        for (int length : List.of(4_096, 1_000, 512, 500, 255, 200, 128)) {
            BadBodies.Request full = good.with(place, randomText(new Random(length), length));
            Api.Answer answer = server.api().postRaw(full.path(), full.body());
            if (answer.status() >= 500) {
                wrong.add(good.path() + " " + place + " of " + length + " : " + answer.status());
            }
            if (answer.status() < 400) {
                return;
            }
        }
    }

    private static List<String> reads() {
        String invoices = "/v1/customers/" + customer.id() + "/invoices";
        return List.of(
                "/v1/customers",
                "/v1/customers/" + customer.id(),
                "/v1/customers/" + customer.id() + "/billable-metrics",
                invoices,
                invoices + "/" + invoice,
                invoices + "/breakdowns?starting_on=2025-01-01T00:00:00Z&ending_before=2025-01-02T00:00:00Z",
                "/v1/billable-metrics",
                "/v1/credit-types/list",
                "/downbeat/v1/deliveries",
                "/downbeat/v1/deliveries/forecast",
                "/downbeat/v1/alerts",
                "/downbeat/v1/notices",
                "/downbeat/v1/webhooks",
                "/downbeat/v1/tokens",
                "/v1/auditLogs",
                "/downbeat/v1/meterSlots",
                "/downbeat/v1/invoices/" + invoice + "/route",
                "/downbeat/v1/invoices/" + invoice + "/metering",
                "/downbeat/v1/deliveries/" + invoice);
    }

    private static boolean accepted(List<String> wrong, BadBodies.Place place, BadBodies.Request bad) {
        Api.Answer answer = server.api().postRaw(bad.path(), bad.body());
        boolean explained = answer.status() < 400
                || answer.status() < 500
                        && !answer.json().path("message").asString("").isBlank();
        if (!explained) {
            wrong.add(bad.path() + " " + place + " <- " + start(bad.body()) + " : " + answer.status() + " "
                    + start(answer.body()));
        }
        return answer.status() < 400;
    }

    /** Over a bare socket, because no Java client sends a broken percent sign. */
    private static void look(List<String> wrong, String line) throws IOException {
        look(wrong, line + " HTTP/1.1", "");
    }

    private static void look(List<String> wrong, String head, String body) throws IOException {
        URI uri = server.api().uri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream()
                        .write((head + "\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                        + TestServer.TOKEN + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException cutOff) {
                // The server closes once it has read more than it takes. Its answer may be lost with what was still on
                // its way.
                return;
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.substring(9, 12));
            if (status >= 500 || status >= 400 && !answer.contains("\"message\"")) {
                wrong.add(start(head) + " : " + start(answer));
            }
        }
    }

    /** Some operations ask for nothing, so these say all that is needed. */
    private static boolean isEmptyRequest(String body) {
        return body.isBlank() || body.equals("null");
    }

    private static String randomText(Random random, int length) {
        return random.ints(length, 0x20000, 0x2A6DF)
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static String start(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
