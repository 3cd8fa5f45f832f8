package io.downbeat.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every endpoint has in common, asked of a real server. */
class ConventionsTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    @Test
    void health_needs_no_token() {
        assertThat(new Api(server.api().uri(), "wrong").get("/health").status()).isEqualTo(200);
    }

    @Test
    void a_wrong_token_is_401_with_a_message() {
        assertThat(new Api(server.api().uri(), "wrong")
                        .get("/downbeat/v1/clock")
                        .refused(401))
                .contains("not valid");
    }

    @Test
    void no_token_or_another_scheme_is_401_with_a_message() throws Exception {
        var client = java.net.http.HttpClient.newHttpClient();
        for (String header : java.util.List.of("", "Basic dGVzdDp0ZXN0", "Bearer", "test-token")) {
            var request =
                    java.net.http.HttpRequest.newBuilder(server.api().uri().resolve("/v1/customers"));
            if (!header.isEmpty()) {
                request.header("Authorization", header);
            }
            var answer = client.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(answer.body()).as(header).contains("\"message\"");
        }
    }

    @Test
    void an_unknown_path_is_404_and_an_unbuilt_operation_501() {
        assertThat(server.api().get("/v1/nonsense").refused(404)).contains("/v1/nonsense");
        assertThat(server.api().post("/v1/payments/list", "not even json").refused(501))
                .contains("not built yet");
    }

    @Test
    void clients_are_told_not_to_retry_what_is_not_built() {
        for (String path : java.util.List.of("/v1/payments/list", "/v1/credits/createGrant")) {
            Api.Answer answer = server.api().post(path, "{}");
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.response().headers().firstValue("x-should-retry"))
                    .as(path)
                    .contains("false");
        }
    }

    @Test
    void a_wrong_method_is_405_with_a_message() {
        Api.Answer answer = server.api().delete("/downbeat/v1/clock");
        assertThat(answer.refused(405)).contains("DELETE");
        assertThat(answer.response().headers().firstValue("Allow")).contains("GET, POST");
        // Built nowhere, and both known.
        Api.Answer unbuilt = server.api().delete("/v1/credits/createGrant");
        assertThat(unbuilt.refused(405)).contains("DELETE");
        assertThat(unbuilt.response().headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void an_error_says_what_its_request_is_called() {
        for (String path : java.util.List.of(
                "/v1/nonsense", "/v1/plans", "/v1/customers?limit=0", "/downbeat/v1/deliveries/not-an-id")) {
            Api.Answer answer = server.api().get(path);
            assertThat(answer.json().get("request_id").stringValue())
                    .as(answer.body())
                    .isEqualTo(answer.response()
                            .headers()
                            .firstValue("X-Request-Id")
                            .orElseThrow());
        }
        Api.Answer stranger = new Api(server.api().uri(), "wrong").get("/v1/customers");
        assertThat(stranger.json().get("request_id").stringValue()).hasSize(16);
    }

    @Test
    void a_misspelt_field_is_told_what_may_be_meant() {
        assertThat(server.api()
                        .post("/v1/customers", "{'name': 'x', 'nmae': 'y'}")
                        .refused(400))
                .isEqualTo("nmae: unknown field; did you mean name?");
        assertThat(server.api()
                        .post("/v1/customers", "{'name': 'x', 'colour': 'y'}")
                        .refused(400))
                .isEqualTo("colour: unknown field");
    }

    @Test
    void words_are_told_as_the_api_publishes_them() {
        assertThat(server.api()
                        .post(
                                "/v1/setUpBillingProvider",
                                "{'billing_provider': 'striipe', 'delivery_method': 'aws_sqs', 'configuration': {}}")
                        .refused(400))
                .startsWith("billing_provider: must be one of aws_marketplace, stripe, netsuite, ");
        assertThat(server.api().get("/v1/auditLogs?sort=up").refused(400))
                .isEqualTo("sort: must be one of date_asc, date_desc");
        assertThat(server.api().get("/downbeat/v1/deliveries?state=lost").refused(400))
                .startsWith("state: must be one of PENDING, CLAIMED, ");
    }

    @Test
    void large_answers_are_compressed_for_clients_that_ask_for_it() throws Exception {
        for (int i = 0; i < 30; i++) {
            server.api().post("/v1/customers", "{'name': 'Customer " + i + "'}").ok();
        }
        assertThat(encoding("/v1/customers?limit=30")).contains("gzip");
        assertThat(encoding("/v1/customers?limit=1")).isEmpty();
        assertThat(encoding("/metrics")).isEmpty();
    }

    private static java.util.Optional<String> encoding(String path) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(server.api().uri().resolve(path))
                .header("Authorization", "Bearer " + TestServer.TOKEN)
                .header("Accept-Encoding", "gzip")
                .build();
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            return client.send(request, java.net.http.HttpResponse.BodyHandlers.ofByteArray())
                    .headers()
                    .firstValue("Content-Encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/payments/attempt", "/v1/payments/cancel", "/v1/payments/list", "/v1/users"})
    void what_only_older_clients_know_is_not_built_either(String path) {
        assertThat(server.api().post(path, "{}").refused(501)).contains("not built yet");
    }

    @Test
    void a_method_that_the_container_itself_refuses_is_405_with_a_message() throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(server.api().uri().resolve("/v1/customers"))
                .header("Authorization", "Bearer " + TestServer.TOKEN)
                .method("TRACE", java.net.http.HttpRequest.BodyPublishers.noBody())
                .build();
        var answer = java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).startsWith("{\"message\":\"Method Not Allowed\",\"request_id\":\"");
    }

    /** The database keeps no nanoseconds, so a clock that waited for some would never get there. */
    @Test
    void the_clock_is_moved_to_the_microsecond() {
        java.time.Instant now = java.time.Instant.parse(
                server.api().get("/downbeat/v1/clock").ok().get("now").stringValue());
        String later = now.plusMillis(1).plusNanos(499).toString();
        assertThat(server.api()
                        .post("/downbeat/v1/clock", "{'now': '" + later + "'}")
                        .ok()
                        .get("now")
                        .stringValue())
                .isEqualTo(now.plusMillis(1).toString());
    }

    @Test
    void malformed_json_is_400() {
        assertThat(server.api().postRaw("/downbeat/v1/clock", "{\"now\": }").refused(400))
                .contains("not valid JSON");
        assertThat(server.api().postRaw("/downbeat/v1/clock", "[1]").refused(400))
                .contains("JSON object");
    }

    @Test
    void a_form_is_415_with_a_message() throws Exception {
        for (String type : java.util.List.of("multipart/form-data", "multipart/form-data; boundary=x")) {
            var request = java.net.http.HttpRequest.newBuilder(
                            server.api().uri().resolve("/v1/customers"))
                    .header("Authorization", "Bearer " + TestServer.TOKEN)
                    .header("Content-Type", type)
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("--x\r\nnot a part"));
            var answer = java.net.http.HttpClient.newHttpClient()
                    .send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(type + answer.body()).isEqualTo(415);
            assertThat(answer.body()).contains("application/json");
        }
    }

    @Test
    void the_clock_moves_forward_only() {
        server.advanceTo("2025-01-02T00:00:00Z");
        assertThat(server.api().get("/downbeat/v1/clock").ok().get("now").stringValue())
                .isEqualTo("2025-01-02T00:00:00.000Z");
        assertThat(server.api()
                        .post("/downbeat/v1/clock", "{'now': '2025-01-01T23:59:59Z'}")
                        .refused(409))
                .contains("does not go back");
    }
}
