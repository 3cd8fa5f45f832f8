package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.SandboxFixture.Answer;
import io.downbeat.sandbox.faults.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure and Google Cloud, as far as meter records go. */
class CloudSandboxesTest {
    private static final Instant HOUR = Instant.parse("2025-01-31T11:00:00Z");
    private static final String VERSION = "?api-version=2018-08-31";
    private static final String OAUTH = "urn:ietf:params:oauth:grant-type:";

    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    private Answer call(String method, String path, String token, String body) throws IOException {
        return fixture.send(HttpRequest.newBuilder(URI.create(fixture.sandbox.uri() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build());
    }

    private Answer azureLogin(String tenant, String client, String secret) throws IOException {
        return call(
                "POST",
                "/azure/" + tenant + "/oauth2/token",
                "",
                "grant_type=client_credentials&resource=20e940b3-4c77-4b0b-9a53-9e16a1b010a7&client_id=" + client
                        + "&client_secret=" + secret);
    }

    private String azureToken() throws IOException {
        return azureLogin("contoso", "app-1", "s").at("/access_token");
    }

    private static String event(String resource, Instant at, String quantity) {
        return "{'resourceId':'%s','planId':'gold','dimension':'usage_fee','quantity':%s,'effectiveStartTime':'%s'}"
                .formatted(resource, quantity, at);
    }

    private Answer azure(String token, String event) throws IOException {
        return call("POST", "/azure/api/usageEvent" + VERSION, token, event);
    }

    @Test
    void azure_keeps_the_first_event_of_an_hour_and_tells_what_it_holds() throws IOException {
        String token = azureToken();
        Answer first = azure(token, event("s1", HOUR, "5"));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.at("/status")).isEqualTo("Accepted");
        Answer other = azure(token, event("S1", HOUR.plusSeconds(3_599), "6"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.at("/additionalInfo/acceptedMessage/quantity")).isEqualTo("5.0");
        assertThat(other.at("/additionalInfo/acceptedMessage/usageEventId")).isEqualTo(first.at("/usageEventId"));
        assertThat(fixture.only().amount()).isEqualTo(5);
        assertThat(fixture.only().meterSlot().refused()).isEqualTo(1);
    }

    @Test
    void another_plan_opens_no_second_slot_at_azure() throws IOException {
        String token = azureToken();
        azure(token, event("s1", HOUR, "5"));
        fixture.fault(Fault.of("azure", "usage_event", "plan_changed"));
        assertThat(azure(token, event("s1", HOUR, "5")).at("/details/0/code")).isEqualTo("BadArgument");
        assertThat(azure(token, event("s1", HOUR, "5").replace("gold", "gold-1"))
                        .status())
                .isEqualTo(409);
        assertThat(fixture.ledger()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "s1, 86400, 5, 200, Accepted",
        "s1, 86401, 5, 400, Expired",
        "s1, -1, 5, 400, BadArgument",
        "s1, 60, 0, 400, InvalidQuantity",
        "unsubscribed-1, 60, 5, 400, ResourceNotActive",
        "missing-1, 60, 5, 400, ResourceNotFound",
        "foreign-1, 60, 5, 400, ResourceNotAuthorized"
    })
    void azure_refuses_in_its_own_words(String resource, long age, String quantity, int status, String word)
            throws IOException {
        Answer answer = azure(azureToken(), event(resource, fixture.now().minusSeconds(age), quantity));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(status == 200 ? answer.at("/status") : answer.at("/details/0/code"))
                .isEqualTo(word);
    }

    @Test
    void a_batch_of_azure_tells_each_event_apart() throws IOException {
        String token = azureToken();
        azure(token, event("s1", HOUR, "5"));
        String batch = "{'request':[%s,%s,%s]}"
                .formatted(event("s1", HOUR, "6"), event("s2", HOUR, "7"), event("missing", HOUR, "8"));
        Answer answer = call("POST", "/azure/api/batchUsageEvent" + VERSION, token, batch);
        assertThat(answer.at("/result/0/status")).isEqualTo("Duplicate");
        assertThat(answer.at("/result/0/error/additionalInfo/acceptedMessage/quantity"))
                .isEqualTo("5.0");
        assertThat(answer.at("/result/1/status")).isEqualTo("Accepted");
        assertThat(answer.at("/result/2/status")).isEqualTo("ResourceNotFound");
        assertThat(answer.at("/count")).isEqualTo("3");
        String many = String.join(",", Collections.nCopies(26, event("s3", HOUR, "1")));
        assertThat(call("POST", "/azure/api/batchUsageEvent" + VERSION, token, "{'request':[" + many + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(fixture.ledger()).hasSize(2);
    }

    @Test
    void a_token_ends_after_an_hour_or_when_it_is_revoked() throws IOException {
        String token = azureToken();
        String path = "/azure/api/saas/subscriptions/s1" + VERSION;
        fixture.advance(Duration.ofMinutes(59));
        assertThat(call("GET", path, token, "").at("/saasSubscriptionStatus")).isEqualTo("Subscribed");
        fixture.advance(Duration.ofMinutes(1));
        assertThat(call("GET", path, token, "").status()).isEqualTo(401);
        String next = azureToken();
        fixture.fault(Fault.of("azure", "get_subscription", "token_revoked"));
        assertThat(call("GET", path, next, "").status()).isEqualTo(401);
        assertThat(call("GET", path, "nonsense", "").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "missing-1, app-1, s, AADSTS90002",
        "contoso, unknown-1, s, AADSTS700016",
        "contoso, app-1, _invalid, AADSTS7000215"
    })
    void azures_login_refuses_strangers(String tenant, String client, String secret, String code) throws IOException {
        Answer answer = azureLogin(tenant, client, secret);
        assertThat(answer.status()).isBetween(400, 401);
        assertThat(answer.at("/error_description")).startsWith(code);
    }

    @Test
    void the_address_of_the_simulators_can_be_asked_for() throws IOException {
        assertThat(fixture.control("GET", "/address", "").at("/uri"))
                .isEqualTo(fixture.sandbox.uri().toString());
    }

    private static String assertion(String issuer, String audience, Instant from, long seconds) {
        String claims = "{\"iss\":\"%s\",\"aud\":\"%s\",\"scope\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(
                        issuer,
                        audience,
                        "https://www.googleapis.com/auth/cloud-platform",
                        from.getEpochSecond(),
                        from.getEpochSecond() + seconds);
        return encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(claims) + ".c2ln";
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer googleLogin(String assertion) throws IOException {
        return call(
                "POST",
                "/gcp/token",
                "",
                "grant_type=" + SandboxFixture.encoded(OAUTH + "jwt-bearer") + "&assertion=" + assertion);
    }

    private String googleToken() throws IOException {
        return googleLogin(assertion("m@p.iam", "http://x/token", fixture.now(), 3_600))
                .at("/access_token");
    }

    private Answer report(String token, String id, String consumer, long quantity) throws IOException {
        return call("POST", "/gcp/v1/services/svc:report", token, """
            {'operations':[{'operationId':'%s','operationName':'usage_fee hourly','consumerId':'%s',
              'startTime':'%s','endTime':'%s',
              'metricValueSets':[{'metricName':'svc/usage_fee','metricValues':[{'int64Value':'%d'}]}]}]}\
            """.formatted(
                        id, consumer, HOUR, HOUR.plusSeconds(3_600), quantity));
    }

    @Test
    void google_knows_an_operation_by_its_id_for_as_long_as_it_remembers() throws IOException {
        String token = googleToken();
        String consumer =
                call("GET", "/gcp/v1/providers/p/entitlements/e1", token, "").at("/usageReportingId");
        assertThat(report(token, "op-1", consumer, 5).json().path("reportErrors"))
                .isEmpty();
        fixture.advance(Duration.ofHours(3).minusSeconds(1));
        assertThat(report(googleToken(), "op-1", consumer, 5).status()).isEqualTo(200);
        assertThat(fixture.only().attempts()).isEqualTo(2);
        fixture.advance(Duration.ofSeconds(1));
        report(googleToken(), "op-1", consumer, 5);
        assertThat(fixture.ledger()).as("forgotten, so billed again").hasSize(2);
    }

    @Test
    void google_tells_which_operations_failed_and_takes_none_of_a_malformed_call() throws IOException {
        String token = googleToken();
        assertThat(report(token, "op-1", "somebody", 5).at("/reportErrors/0/status/code"))
                .isEqualTo("3");
        assertThat(report(token, "", "project_number:sandbox-e1", 5).status()).isEqualTo(400);
        assertThat(report("nonsense", "op-1", "project_number:sandbox-e1", 5).status())
                .isEqualTo(401);
        assertThat(fixture.ledger()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"project_number:sandbox-e1, ''", "project_number:sandbox-unbilled-1, BILLING_DISABLED"})
    void a_check_tells_whether_the_consumer_is_billed(String consumer, String code) throws IOException {
        Answer answer = call(
                "POST",
                "/gcp/v1/services/svc:check",
                googleToken(),
                "{'operation':{'operationId':'o','operationName':'n','consumerId':'%s','startTime':'%s'}}"
                        .formatted(consumer, HOUR));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/checkErrors/0/code")).isEqualTo(code);
    }

    @Test
    void an_assertion_is_checked_but_for_its_signature() throws IOException {
        Instant now = fixture.now();
        assertThat(googleLogin(assertion("m@p.iam", "http://x/token", now, 3_600))
                        .status())
                .isEqualTo(200);
        assertThat(googleLogin(assertion("m@p.iam", "http://x/token", now, 3_601))
                        .at("/error"))
                .isEqualTo("invalid_grant");
        assertThat(googleLogin(assertion("m@p.iam", "http://x/other", now, 3_600))
                        .status())
                .isEqualTo(400);
        assertThat(googleLogin(assertion("unknown@p.iam", "http://x/token", now, 3_600))
                        .at("/error_description"))
                .contains("account not found");
        assertThat(googleLogin(assertion("m@p.iam", "http://x/token", now.plusSeconds(301), 3_600))
                        .status())
                .isEqualTo(400);
        assertThat(googleLogin(assertion("m@p.iam", "http://x/token", now.minusSeconds(4_000), 3_600))
                        .status())
                .isEqualTo(400);
        assertThat(googleLogin("a.b").status()).isEqualTo(400);
    }

    @Test
    void a_foreign_token_becomes_a_service_account_in_two_steps() throws IOException {
        String federated = call(
                        "POST",
                        "/gcp/sts",
                        "",
                        "grant_type=" + SandboxFixture.encoded(OAUTH + "token-exchange")
                                + "&audience=pool&scope=s&subject_token_type=jwt&subject_token=mine")
                .at("/access_token");
        String path = "/gcp/v1/projects/-/serviceAccounts/m@p.iam:generateAccessToken";
        String body = "{'scope':['https://www.googleapis.com/auth/cloud-platform']}";
        String token = call("POST", path, federated, body).at("/accessToken");
        assertThat(call("GET", "/gcp/v1/providers/p/entitlements/e1", token, "").at("/state"))
                .isEqualTo("ENTITLEMENT_ACTIVE");
        assertThat(call("POST", path, "nonsense", body).status()).isEqualTo(401);
        assertThat(call("POST", path.replace("m@", "denied@"), federated, body).status())
                .isEqualTo(403);
    }
}
