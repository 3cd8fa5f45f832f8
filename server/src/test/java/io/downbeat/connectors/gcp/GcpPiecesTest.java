package io.downbeat.connectors.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.http.Json;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What can be told without a server: ids, Google's words, a question signed for AWS. */
class GcpPiecesTest {
    private final URI nowhere = URI.create("http://127.0.0.1:1");
    private final MarketplaceConnector connector = GcpConnector.to(
            new GcpSettings(nowhere, nowhere, GcpSettings.USUAL_WINDOW),
            method -> Map.of(),
            () -> Instant.EPOCH,
            Duration.ofSeconds(1));

    @Test
    void an_id_of_version_five_is_as_the_standard_computes_it() {
        // The example of RFC 9562, appendix A.4.
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assertThat(UuidV5.of(dns, "www.example.com"))
                .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }

    @Test
    void the_same_slot_has_the_same_id_whatever_its_quantity_and_spelling() {
        Instant hour = Instant.parse("2025-06-01T00:00:00Z");
        assertThat(operationId("Svc", "ent-1", hour, 5))
                .isEqualTo(operationId("svc", "providers/p/entitlements/ent-1", hour, 6));
        assertThat(operationId("svc", "ent-1", hour, 5)).isNotEqualTo(operationId("svc", "ent-2", hour, 5));
        assertThat(operationId("svc", "ent-1", hour, 5))
                .isNotEqualTo(operationId("svc", "ent-1", hour.plusSeconds(3600), 5));
    }

    private String operationId(String service, String entitlement, Instant hour, long quantity) {
        var keys = Map.of("gcp_provider_id", "p", "gcp_service_name", service, "gcp_entitlement_id", entitlement);
        return Json.read(connector.freeze(connector.addressOf(keys), keys, "usage_fee", hour, quantity))
                .at("/operation/operationId")
                .asString();
    }

    @Test
    void a_configuration_without_a_service_or_an_entitlement_cannot_be_metered() {
        assertThatThrownBy(() -> connector.addressOf(Map.of("gcp_provider_id", "p", "gcp_service_name", "s")))
                .isInstanceOf(MarketplaceConnector.UnmeterableConfiguration.class)
                .hasMessageContaining("gcp_entitlement_id");
    }

    @ParameterizedTest
    @CsvSource({
        "3, Refused",
        "5, Refused",
        "7, Refused",
        "9, Refused",
        "6, Duplicate",
        "8, Unprocessed",
        "13, Unprocessed",
        "14, Unprocessed",
        "16, Unprocessed"
    })
    void an_error_of_a_report_concerns_its_operation_alone(int code, String meaning) {
        String errors = "{'reportErrors':[{'operationId':'%s','status':{'code':" + code + ",'message':'m'}}]}";
        assertThat(reported(200, errors.formatted("op")).getClass().getSimpleName())
                .isEqualTo(meaning);
        assertThat(reported(200, errors.formatted("another"))).isEqualTo(new RecordAnswer.Accepted("op"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused",
        "404, Refused",
        "401, AccountRefused",
        "403, AccountRefused",
        "429, Throttled",
        "500, NoAnswer",
        "503, NoAnswer",
        "302, NoAnswer"
    })
    void a_failed_call_leaves_open_what_was_taken_unless_its_status_says_so(int status, String meaning) {
        assertThat(reported(status, "{'error':{'status':'X','message':'m'}}")
                        .getClass()
                        .getSimpleName())
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"reportErr', NoAnswer",
        "<html>, NoAnswer",
        "'', NoAnswer",
        "{}, Accepted",
        "'{\"reportErrors\":[]}', Accepted"
    })
    void half_a_report_is_no_answer_and_an_empty_one_says_that_all_is_well(String body, String meaning) {
        assertThat(reported(200, body).getClass().getSimpleName()).isEqualTo(meaning);
    }

    private static RecordAnswer reported(int status, String body) {
        String json = body.replace('\'', '"');
        var came = new HttpResult.Response(status, HttpHeaders.of(Map.of(), (a, b) -> true), json, "request-id");
        return ((BatchAnswer.All) GcpAnswers.report(came, "op")).answer();
    }

    @Test
    void the_case_of_an_addresss_scheme_means_nothing() throws GcpCredentials.Unusable {
        for (String url : List.of("https://sts.example/token", "HTTPS://sts.example/token")) {
            assertThat(GcpCredentials.endpoint(Json.read("{\"token_url\": \"" + url + "\"}"), "it", "token_url"))
                    .hasToString(url);
        }
        assertThatThrownBy(() ->
                        GcpCredentials.endpoint(Json.read("{\"token_url\": \"ftp://sts.example\"}"), "it", "token_url"))
                .isInstanceOf(GcpCredentials.Unusable.class)
                .hasMessage("it: token_url must be an http or https URL");
    }

    @Test
    void the_question_signed_for_aws_names_its_audience_and_hides_its_secret() {
        String token = SubjectTokens.callerIdentity(
                AwsSessionCredentials.create("AKIATEST", "aws-secret", "session"),
                "eu-west-1",
                URI.create("https://sts.eu-west-1.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"),
                "//iam.googleapis.com/pool");
        var question = Json.read(URLDecoder.decode(token, StandardCharsets.UTF_8));
        List<String> names = new ArrayList<>();
        question.path("headers").forEach(header -> names.add(header.path("key").asString("")));
        assertThat(names)
                .contains(
                        "authorization", "host", "x-amz-date", "x-amz-security-token", "x-goog-cloud-target-resource");
        assertThat(question.path("method").asString("")).isEqualTo("POST");
        assertThat(question.toString())
                .doesNotContain("aws-secret")
                .contains("GetCallerIdentity")
                .contains("//iam.googleapis.com/pool");
    }
}
