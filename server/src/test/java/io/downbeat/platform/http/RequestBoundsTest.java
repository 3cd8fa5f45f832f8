package io.downbeat.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.RawHttp;
import io.downbeat.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may cost this server, sent over real sockets by clients that do not behave. */
class RequestBoundsTest {
    private static final int MIB = 1024 * 1024;
    private static final String SIGNATURE = "Stripe-Signature: t=1735689600,v1=00";
    private static final String TOKEN = "Authorization: Bearer " + TestServer.TOKEN;
    private static final String JSON = "Content-Type: application/json";

    @AutoClose
    private static final TestServer server =
            TestServer.startedAt("2025-01-01T00:00:00Z", Map.of("DOWNBEAT_BODY_TIMEOUT", "PT2S"));

    private static String hook;

    @BeforeAll
    static void aStripeAccount() {
        hook = "/hooks/stripe/" + AccountFixture.setUp(server.api()).stripeMethod;
    }

    private static RawHttp connect() {
        return new RawHttp(server.api().uri());
    }

    @Test
    void a_hook_without_a_signature_is_refused_before_its_body_comes() {
        try (RawHttp http = connect()) {
            http.head("POST", hook, JSON, "Content-Length: 94371840");
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("\"message\"").contains("Stripe-Signature");
            assertThat(answer.closed()).isTrue();
        }
    }

    @Test
    void a_hook_of_an_unknown_account_is_refused_before_its_body_comes() {
        try (RawHttp http = connect()) {
            http.head("POST", "/hooks/stripe/" + UUID.randomUUID(), JSON, SIGNATURE, "Content-Length: 1000");
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.closed()).isTrue();
        }
    }

    @Test
    void a_hook_takes_1_MiB_and_refuses_one_byte_more_by_what_is_announced() {
        try (RawHttp http = connect()) {
            http.head("POST", hook, JSON, SIGNATURE, "Content-Length: " + MIB).send(" ".repeat(MIB));
            assertThat(http.answer().body()).contains("does not sign this body");
        }
        try (RawHttp http = connect()) {
            http.head("POST", hook, JSON, SIGNATURE, "Content-Length: " + (MIB + 1));
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("\"message\"").contains("1 MiB");
            assertThat(answer.closed()).isTrue();
        }
    }

    @Test
    void a_hook_takes_1_MiB_and_refuses_one_byte_more_while_it_counts_chunks() {
        try (RawHttp http = connect()) {
            http.head("POST", hook, JSON, SIGNATURE, "Transfer-Encoding: chunked");
            http.send("100000\r\n" + " ".repeat(MIB) + "\r\n0\r\n\r\n");
            assertThat(http.answer().body()).contains("does not sign this body");
        }
        try (RawHttp http = connect()) {
            http.head("POST", hook, JSON, SIGNATURE, "Transfer-Encoding: chunked");
            http.send("100001\r\n" + " ".repeat(MIB + 1) + "\r\n");
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"hook, 1", "/v1/customers, 16", "/v1/ingest, 16"})
    void a_body_without_an_end_is_cut_off_soon_after_its_limit(String path, int limit) {
        try (RawHttp http = connect()) {
            http.head(
                    "POST",
                    path.equals("hook") ? hook : path,
                    JSON,
                    path.equals("hook") ? SIGNATURE : TOKEN,
                    "Transfer-Encoding: chunked");
            byte[] chunk = ("10000\r\n" + " ".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int taken = 0;
            while (taken < 90 * MIB && http.trySend(chunk)) {
                taken += 65536;
            }
            // Beyond the limit: 2 MiB that are thrown away, and what both systems' sockets buffer.
            assertThat(taken).isBetween(limit * MIB, (limit + 2 + 16) * MIB);
            assertThat(http.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void the_api_takes_16_MiB_and_refuses_one_byte_more() {
        String object = "{\"name\": \"large\"}";
        String padded = object + " ".repeat(16 * MIB - object.length());
        assertThat(server.api().postRaw("/v1/customers", padded).status()).isEqualTo(200);
        try (RawHttp http = connect()) {
            http.head("POST", "/v1/customers", TOKEN, JSON, "Content-Length: " + (16 * MIB + 1));
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("16 MiB");
            assertThat(answer.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/json",
        "POST, application/x-www-form-urlencoded",
        "POST, multipart/form-data; boundary=x",
        "PUT, application/x-www-form-urlencoded",
        "PATCH, application/x-www-form-urlencoded",
        "DELETE, application/x-www-form-urlencoded",
    })
    void without_a_token_no_byte_of_a_body_is_waited_for(String method, String type) {
        for (String path : List.of("/v1/customers", "/v1/ingest", "/downbeat/v1/clock", "/v1/nonsense")) {
            try (RawHttp http = connect()) {
                http.head(method, path, "Content-Type: " + type, "Content-Length: 94371840", "Idempotency-Key: k");
                RawHttp.Answer answer = http.answer();
                assertThat(answer.status()).as(path).isEqualTo(401);
                assertThat(answer.closed()).as(path).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void an_idempotency_key_makes_nobody_read_the_body_of_a_hook(String type) {
        try (RawHttp http = connect()) {
            http.head("POST", hook, "Content-Type: " + type, "Content-Length: 94371840", "Idempotency-Key: mine");
            assertThat(http.answer().status()).isEqualTo(400);
        }
        assertThat(server.api()
                        .post("/v1/customers", "{'name': 'Mine'}", "Idempotency-Key", "mine")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void health_reads_no_body() {
        try (RawHttp http = connect()) {
            http.head("POST", "/health", "Content-Type: multipart/form-data; boundary=x", "Content-Length: 94371840");
            assertThat(http.answer().status()).isEqualTo(405);
        }
    }

    @Test
    void a_body_that_nobody_will_read_is_not_asked_for() {
        try (RawHttp http = connect()) {
            http.head("POST", "/v1/customers", JSON, "Content-Length: 94371840", "Expect: 100-continue");
            assertThat(http.answer().status()).isEqualTo(401);
        }
        try (RawHttp http = connect()) {
            http.head("POST", "/v1/customers", TOKEN, JSON, "Content-Length: 20", "Expect: 100-continue");
            assertThat(http.answer().status()).isEqualTo(100);
        }
    }

    @Test
    void a_body_that_drips_is_cut_off_although_it_never_pauses_for_long() {
        for (String path : List.of(hook, "/v1/customers")) {
            try (RawHttp http = connect()) {
                http.head("POST", path, TOKEN, JSON, SIGNATURE, "Content-Length: 100000");
                var dripping = Thread.ofVirtual().start(() -> {
                    int sent = 0;
                    while (sent++ < 2_000 && http.trySend(new byte[] {' '})) {
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                    }
                });
                RawHttp.Answer answer = http.answer();
                assertThat(answer.status()).as(path).isEqualTo(408);
                assertThat(answer.body()).contains("too slowly");
                dripping.interrupt();
            }
        }
    }

    @Test
    void a_body_that_breaks_off_or_is_framed_wrongly_is_no_fault_of_the_server() {
        try (RawHttp http = connect()) {
            http.head("POST", "/v1/customers", TOKEN, JSON, "Transfer-Encoding: chunked")
                    .send("zz\r\n{}");
            assertThat(http.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void a_small_body_that_an_operation_does_not_read_costs_no_connection() {
        try (RawHttp http = connect()) {
            for (int i = 0; i < 2; i++) {
                http.head("DELETE", "/downbeat/v1/clock", TOKEN, JSON, "Content-Length: 1000");
                http.send("x".repeat(1000));
                RawHttp.Answer answer = http.answer();
                assertThat(answer.status()).isEqualTo(405);
                assertThat(answer.closed()).isFalse();
            }
        }
    }

    @Test
    void a_query_is_no_form() {
        try (RawHttp http = connect()) {
            String body = "{\"name\": \"From a shell\"}";
            http.head(
                    "POST",
                    "/v1/customers?limit=1",
                    TOKEN,
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: " + body.length());
            assertThat(http.send(body).answer().body()).contains("From a shell");
        }
    }

    @Test
    void whoever_has_a_token_is_served_while_hundreds_without_one_hang() {
        List<RawHttp> hanging = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                hanging.add(connect().head("POST", "/v1/customers", JSON, "Content-Length: 1000"));
            }
            List<RawHttp> hooks = new ArrayList<>();
            for (int i = 0; i < RequestLimits.WITHOUT_TOKEN_AT_ONCE + 10; i++) {
                RawHttp http = connect().head("POST", hook, JSON, SIGNATURE, "Content-Length: 1000");
                hanging.add(http);
                hooks.add(http);
            }
            assertThat(server.api().post("/v1/customers", "{'name': 'Served'}").status())
                    .isEqualTo(200);
            List<Integer> statuses =
                    hooks.stream().map(http -> http.answer().status()).toList();
            assertThat(statuses).contains(503).allMatch(status -> status == 503 || status == 408);
            assertThat(statuses.stream().filter(status -> status == 503).count())
                    .isEqualTo(10);
        } finally {
            hanging.forEach(RawHttp::close);
        }
        try (RawHttp http = connect()) {
            http.head("POST", hook, JSON, SIGNATURE, "Content-Length: 2").send("{}");
            assertThat(http.answer().body()).as("the places are free again").contains("does not sign this body");
        }
    }
}
