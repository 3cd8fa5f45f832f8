package io.downbeat.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.connectors.gcp.GoogleKeys;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.PrivateKeys;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asking a provider whether it takes an account's credentials, before anybody is billed through it. */
class CheckAccountsTest {
    private static final String DIRECT = "direct_to_billing_provider";
    private static final String AWS_KEYS =
            "\"aws_access_key_id\": \"AKIATEST\", \"aws_secret_access_key\": \"aws-secret\"";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z");

    private static final Map<String, DeliveryMethodId> accounts = new LinkedHashMap<>();

    private final CheckAccounts checks = server.bean(CheckAccounts.class);

    @BeforeAll
    static void connect() {
        connect("stripe", "stripe", DIRECT, """
            {"stripe_account_id": "acct_1", "stripe_api_key": "rk_test_good"}\
            """);
        connect("netsuite", "netsuite", DIRECT, """
            {"netsuite_account_id": "1234567_SB1", "netsuite_client_id": "client-1",
             "netsuite_certificate_id": "certificate-1", "netsuite_private_key": %s}\
            """.formatted(Json.write(PrivateKeys.EC)));
        connect("aws with keys", "aws_marketplace", DIRECT, "{" + AWS_KEYS + "}");
        connect(
                "aws with a role",
                "aws_marketplace",
                DIRECT,
                "{\"aws_iam_role_arn\": \"arn:aws:iam::123456789012:role/metering\"}");
        connect("azure", "azure_marketplace", DIRECT, """
            {"azure_tenant_id": "contoso", "azure_client_id": "app-1", "raw_azure_client_secret": "sandbox-secret"}\
            """);
        connect(
                "google",
                "gcp_marketplace",
                DIRECT,
                "{\"gcp_provider_id\": \"provider-1\", \"raw_gcp_service_account_key\": "
                        + Json.write(GoogleKeys.serviceAccount(server.sandbox().uri(), "meter@project.iam")) + "}");
        connect("tackle", "aws_marketplace", "tackle", """
            {"tackle_product_id": "tp-1", "tackle_api_token": "tk-good"}\
            """);
        connect("sqs", "aws_marketplace", "aws_sqs", """
            {"aws_sqs_queue_url": "https://sqs.us-east-1.amazonaws.com/111122223333/bills", %s}\
            """.formatted(AWS_KEYS));
        connect("sns", "aws_marketplace", "aws_sns", """
            {"aws_sns_topic_arn": "arn:aws:sns:us-east-1:111122223333:bills.fifo", %s}\
            """.formatted(AWS_KEYS));
    }

    private static void connect(String name, String provider, String method, String configuration) {
        String id = server.api()
                .post("/v1/setUpBillingProvider", """
                    {"billing_provider": "%s", "delivery_method": "%s", "configuration": %s}\
                    """.formatted(provider, method, configuration))
                .ok()
                .at("/data/delivery_method_id")
                .stringValue();
        accounts.put(name, new DeliveryMethodId(UUID.fromString(id)));
    }

    @AfterEach
    void mend() {
        server.sandbox().clearFaults();
    }

    private AccountCheck check(String name) {
        return checks.check(id(name));
    }

    private static DeliveryMethodId id(String name) {
        return Objects.requireNonNull(accounts.get(name));
    }

    private static void credentials(String name, String configuration) {
        server.api()
                .post(
                        "/downbeat/v1/deliveryMethods/" + id(name) + "/credentials",
                        "{\"configuration\": " + configuration + "}")
                .ok();
    }

    @Test
    void every_kind_of_account_is_asked_and_nothing_is_left_there() {
        for (String name : accounts.keySet()) {
            AccountCheck checked = check(name);
            assertThat(checked.verdict()).as(name + ": " + checked.detail()).isEqualTo(Verdict.OK);
            assertThat(checks.latest()).containsEntry(id(name), checked);
        }
        assertThat(server.sandbox().ledger()).isEmpty();
        assertThat(server.audited("check_account")).isGreaterThanOrEqualTo(accounts.size());
    }

    @Test
    void a_provider_that_is_away_has_refused_nothing() {
        List<Fault> away = new ArrayList<>();
        for (String provider : List.of("stripe", "netsuite", "aws", "azure", "gcp", "tackle")) {
            away.add(Fault.of(provider, "*", "drop_before").always());
        }
        server.sandbox().setFaults(away);
        for (String name : accounts.keySet()) {
            AccountCheck checked = check(name);
            assertThat(checked.verdict()).as(name + ": " + checked.detail()).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void refused_credentials_are_told_without_them_and_forgotten_once_they_are_replaced() {
        credentials("stripe", "{\"stripe_api_key\": \"rk_test_invalid\"}");
        credentials(
                "aws with keys", "{\"aws_access_key_id\": \"AKIAINVALID\", \"aws_secret_access_key\": \"aws-secret\"}");
        server.sandbox()
                .setFaults(List.of(
                        Fault.of("aws", "assume_role", "unauthorized").always(),
                        Fault.of("azure", "token", "unauthorized").always(),
                        Fault.of("gcp", "token", "unauthorized").always(),
                        Fault.of("netsuite", "token", "unauthorized").always(),
                        Fault.of("tackle", "*", "unauthorized").always()));
        for (String name :
                List.of("stripe", "netsuite", "aws with keys", "aws with a role", "azure", "google", "tackle")) {
            AccountCheck checked = check(name);
            assertThat(checked.verdict()).as(name + ": " + checked.detail()).isEqualTo(Verdict.FAILED);
        }
        assertThat(server.bean(JdbcClient.class)
                        .sql("SELECT account_check::text FROM account_check")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row)
                        .doesNotContain("rk_test", "aws-secret", "sandbox-secret", "tk-good", "PRIVATE KEY"));
        credentials("stripe", "{\"stripe_api_key\": \"rk_test_good\"}");
        credentials("aws with keys", "{" + AWS_KEYS + "}");
        assertThat(checks.latest())
                .doesNotContainKeys(id("stripe"), id("aws with keys"))
                .containsKey(id("tackle"));
    }

    @Test
    void an_account_that_is_not_there_or_that_nothing_delivers_to_is_not_asked() {
        assertThatThrownBy(() -> checks.check(new DeliveryMethodId(UUID.randomUUID())))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("no delivery method");
        String workday = server.api()
                .post(
                        "/v1/setUpBillingProvider",
                        "{'billing_provider': 'workday', 'delivery_method': '" + DIRECT + "', 'configuration': {}}")
                .ok()
                .at("/data/delivery_method_id")
                .stringValue();
        AccountCheck checked = checks.check(new DeliveryMethodId(UUID.fromString(workday)));
        assertThat(checked.verdict()).isEqualTo(Verdict.UNKNOWN);
    }
}
