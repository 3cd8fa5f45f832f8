package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetsuiteSandboxTest {
    private static final String TOKEN_PATH = "/services/rest/auth/oauth2/v1/token";
    private static final String RECORD = "/services/rest/record/v1/";
    private static final String SUITEQL = "/services/rest/query/v1/suiteql";

    private SandboxFixture fixture;
    private String token;

    @BeforeEach
    void start() throws IOException {
        fixture = new SandboxFixture();
        token = login("PS256", "certificate", "client", 300).at("/access_token");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private SandboxFixture.Answer login(String algorithm, String certificate, String client, long seconds)
            throws IOException {
        long now = fixture.now().getEpochSecond();
        String header = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, certificate);
        String claims = "{\"iss\":\"%s\",\"scope\":\"rest_webservices\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(client, "http://x" + TOKEN_PATH, now, now + seconds);
        String form = "grant_type=client_credentials&client_assertion_type="
                + SandboxFixture.encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + part(header) + "." + part(claims) + ".c2ln";
        return fixture.send(HttpRequest.newBuilder(URI.create(fixture.sandbox.uri() + "/netsuite" + TOKEN_PATH))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private SandboxFixture.Answer call(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(fixture.sandbox.uri() + "/netsuite" + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return fixture.send(request.build());
    }

    private SandboxFixture.Answer put(String externalId, String query, String amount) throws IOException {
        return put("220", externalId, query, amount);
    }

    private SandboxFixture.Answer put(String entity, String externalId, String query, String amount)
            throws IOException {
        String body = "{\"entity\":{\"id\":\"%s\"},\"item\":{\"items\":[{\"item\":{\"id\":\"144\"},\"amount\":%s}]}}"
                .formatted(entity, amount);
        return call("PUT", RECORD + "invoice/eid:" + externalId + query, body);
    }

    @ParameterizedTest
    @CsvSource({
        "RS256,certificate,client,300,invalid_client",
        "PS256,'',client,300,invalid_client",
        "ES256,certificate,invalid,300,invalid_client",
        "ES256,certificate,client,3601,invalid_grant",
        "ES256,certificate,client,-1,invalid_grant"
    })
    void an_assertion_that_claims_too_much_buys_no_token(
            String algorithm, String certificate, String client, long seconds, String error) throws IOException {
        SandboxFixture.Answer answer = login(algorithm, certificate, client, seconds);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/error")).isEqualTo(error);
    }

    @Test
    void a_token_lives_an_hour() throws IOException {
        fixture.advance(Duration.ofHours(1).minusSeconds(1));
        assertThat(call("GET", RECORD + "customer/220", "").status()).isEqualTo(200);
        fixture.advance(Duration.ofSeconds(1));
        assertThat(call("GET", RECORD + "customer/220", "").status()).isEqualTo(401);
    }

    @Test
    void an_upsert_makes_one_record_and_without_replace_its_lines_grow() throws IOException {
        assertThat(call("GET", RECORD + "invoice/eid:a", "").status()).isEqualTo(404);
        assertThat(put("a", "?replace=item", "12.35").headers().get("location")).contains("/invoice/");
        put("a", "?replace=item", "12.35");
        assertThat(fixture.only().amount()).isEqualTo(1235);
        put("a", "", "1");
        assertThat(fixture.only().amount()).isEqualTo(1335);
        assertThat(fixture.only().attempts()).isEqualTo(3);
    }

    @Test
    void strict_requests_name_what_the_account_does_not_know() throws IOException {
        String body = "{\"entity\":{\"id\":\"220\"},\"colour\":\"blue\",\"item\":{\"items\":"
                + "[{\"item\":{\"id\":\"144\"},\"amount\":1}]}}";
        SandboxFixture.Answer refused =
                call("PUT", RECORD + "invoice/eid:a", body, "X-NetSuite-PropertyNameValidation", "Error");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("INVALID_CONTENT", "colour");
        assertThat(fixture.ledger()).isEmpty();
        assertThat(call("PUT", RECORD + "invoice/eid:a", body).status()).isEqualTo(204);
    }

    @Test
    void what_is_paid_cannot_be_deleted_and_what_is_deleted_stays_in_the_ledger() throws IOException {
        put("a", "", "1");
        String id = fixture.only().id();
        fixture.control("POST", "/netsuite/events", "{\"invoice\":\"" + id + "\",\"event\":\"paid\"}");
        assertThat(call("DELETE", RECORD + "invoice/" + id, "").status()).isEqualTo(400);
        put("b", "", "2");
        assertThat(call("DELETE", RECORD + "invoice/eid:b", "").status()).isEqualTo(204);
        assertThat(call("DELETE", RECORD + "invoice/eid:b", "").status()).isEqualTo(404);
        assertThat(fixture.ledger()).extracting(LedgerEntry::status).containsExactly("paid_in_full", "deleted");
    }

    @Test
    void what_is_of_zero_is_shown_as_paid_from_its_beginning_and_can_be_deleted() throws IOException {
        put("a", "", "0");
        assertThat(call("GET", RECORD + "invoice/eid:a", "").text()).contains("Paid In Full");
        assertThat(fixture.only().status()).isEqualTo("paid_in_full");
        assertThat(call("DELETE", RECORD + "invoice/eid:a", "").status()).isEqualTo(204);
    }

    @Test
    void a_customer_who_is_taxed_owes_the_tax_too() throws IOException {
        put("taxed-1", "a", "", "12.35");
        SandboxFixture.Answer shown = call("GET", RECORD + "invoice/eid:a", "");
        assertThat(shown.json().path("subtotal").decimalValue()).isEqualByComparingTo("12.35");
        assertThat(shown.json().path("taxTotal").decimalValue()).isEqualByComparingTo("2.35");
        assertThat(shown.json().path("total").decimalValue()).isEqualByComparingTo("14.70");
        assertThat(shown.json().path("amountRemaining").decimalValue()).isEqualByComparingTo("14.70");
        assertThat(fixture.only().amount()).isEqualTo(1235);
    }

    @Test
    void suiteql_answers_in_pages_and_refuses_what_it_cannot_read() throws IOException {
        for (int i = 0; i < 3; i++) {
            put("x-" + i, "", "1");
        }
        put("y", "", "1");
        String query = "{\"q\":\"SELECT id, externalid FROM transaction WHERE externalid LIKE 'x-%' AND"
                + " externalid < 'x-2' ORDER BY id\"}";
        SandboxFixture.Answer first = call("POST", SUITEQL + "?limit=1&offset=0", query, "Prefer", "transient");
        assertThat(first.at("/items/0/externalid")).isEqualTo("x-0");
        assertThat(first.json().path("hasMore").asBoolean()).isTrue();
        SandboxFixture.Answer second = call("POST", SUITEQL + "?limit=1&offset=1", query, "Prefer", "transient");
        assertThat(second.at("/items/0/externalid")).isEqualTo("x-1");
        assertThat(second.json().path("hasMore").asBoolean()).isFalse();
        assertThat(call("POST", SUITEQL, query).status()).isEqualTo(400);
        assertThat(call("POST", SUITEQL, "{\"q\":\"SELECT id FROM nowhere\"}", "Prefer", "transient")
                        .text())
                .contains("was not found");
    }
}
