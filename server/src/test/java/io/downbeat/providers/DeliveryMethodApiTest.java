package io.downbeat.providers;

import static io.downbeat.providers.ProvidersFixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Json;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Connecting outside accounts, and what becomes of their credentials. */
class DeliveryMethodApiTest {
    private static TestServer server;
    private static ProvidersFixture account;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = new ProvidersFixture(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_credential_that_holds_json_is_read_as_strictly_as_a_body() {
        for (String number : List.of("1E+2147483648", "1e999999999")) {
            String body = "{\"billing_provider\": \"gcp_marketplace\", \"delivery_method\":"
                    + " \"direct_to_billing_provider\", \"configuration\": {\"gcp_provider_id\": \"p\","
                    + " \"raw_gcp_service_account_key\": \"{\\\"a\\\":" + number + "}\"}}";
            assertThat(server.api().postRaw("/v1/setUpBillingProvider", body).refused(400))
                    .startsWith("configuration.raw_gcp_service_account_key: must be a JSON object");
        }
    }

    @Test
    void credentials_do_not_pile_up_beyond_their_bound() {
        String id = account.setUpStripe("acct_piled");
        String path = "/downbeat/v1/deliveryMethods/" + id + "/credentials";
        String half = "x".repeat(32_000);
        server.api()
                .post(path, "{'configuration': {'first_secret': '" + half + "'}}")
                .ok();
        server.api()
                .post(path, "{'configuration': {'second_secret': '" + half + "'}}")
                .ok();
        assertThat(server.api()
                        .post(path, "{'configuration': {'third_secret': '" + half + "'}}")
                        .refused(400))
                .isEqualTo("configuration: has secrets of more than 65536 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stripe | direct_to_billing_provider | {'stripe_account_id': 'a', 'stripe_days_until_due': 30,"
                        + " 'skip_zero_dollar_invoices': true}",
                "netsuite | direct_to_billing_provider | {'netsuite_account_id': 'a', 'netsuite_subsidiary_id': 3}",
                "aws_marketplace | direct_to_billing_provider | {'aws_external_id': 'e', 'aws_iam_role_arn': 'r'}",
                "azure_marketplace | direct_to_billing_provider | {'azure_client_id': 'c', 'azure_tenant_id': 't'}",
                "gcp_marketplace | direct_to_billing_provider | {'gcp_provider_id': 'p'}",
                "aws_marketplace | tackle | {'tackle_product_id': 'p'}",
                "aws_marketplace | aws_sqs | {'aws_sqs_queue_url': 'http://q', 'aws_region': 'eu-west-1'}",
                "azure_marketplace | aws_sqs | {'aws_sqs_queue_url': 'http://q'}",
                "gcp_marketplace | aws_sns | {'aws_sns_topic_arn': 't'}",
                "custom | direct_to_billing_provider | {'anything': 'goes'}",
                "quickbooks_online | direct_to_billing_provider | {}",
                "workday | direct_to_billing_provider | {}",
                "metronome | direct_to_billing_provider | {}",
            })
    void every_provider_is_set_up_and_listed_with_its_settings(String provider, String method, String settings) {
        String id = account.setUp(provider, method, settings);
        JsonNode listed = list().stream()
                .filter(each -> each.get("delivery_method_id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(listed.get("billing_provider").stringValue()).isEqualTo(provider);
        assertThat(listed.get("delivery_method").stringValue()).isEqualTo(method);
        assertThat(listed.get("delivery_method_configuration")).isEqualTo(Json.read(settings.replace('\'', '"')));
        assertThat(account.trySetUp(provider, method, settings).refused(409)).contains(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stripe | aws_sqs | {'aws_sqs_queue_url': 'q'} | delivery_method",
                "netsuite | tackle | {} | delivery_method",
                "aws_marketplace | aws_sqs | {} | configuration.aws_sqs_queue_url",
                "aws_marketplace | aws_sns | {'aws_sns_topic_arn': 5} | configuration.aws_sns_topic_arn",
                "aws_marketplace | tackle | {} | configuration.tackle_product_id",
                "paypal | direct_to_billing_provider | {} | billing_provider",
                "stripe | direct_to_billing_provider | [] | configuration",
                "stripe | direct_to_billing_provider | null | configuration",
            })
    void what_cannot_be_set_up_is_400_by_its_path(String provider, String method, String settings, String field) {
        assertThat(account.trySetUp(provider, method, settings).refused(400)).startsWith(field + ": ");
    }

    @Test
    void an_account_set_up_twice_at_once_is_set_up_once() {
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> statuses.add(
                        account.trySetUp("stripe", "direct_to_billing_provider", "{'stripe_account_id': 'acct_race'}")
                                .status()));
            }
        }
        assertThat(statuses).hasSize(8).containsOnlyOnce(200).containsOnly(200, 409);
    }

    @Test
    void a_credential_is_kept_sealed_and_never_answered() throws SQLException {
        String id = account.setUp("stripe", "direct_to_billing_provider", """
            {'stripe_account_id': 'acct_sealed', 'stripe_api_key': 'sk_SENTINEL', 'my_password': 'pw_SENTINEL',
             'nested': {'auth_token': 'tk_SENTINEL'}}\
            """);
        DeliveryMethodId method = new DeliveryMethodId(UUID.fromString(id));
        String customer = account.customer();
        account.set(
                item(customer, "stripe", ProvidersFixture.by(id, ProvidersFixture.stripe("cus_s", "send_invoice"))));

        assertThat(list().toString())
                .contains("acct_sealed")
                .doesNotContain("SENTINEL")
                .doesNotContain("stripe_api_key");
        assertThat(account.configurations(customer, true).toString()).doesNotContain("SENTINEL");
        Providers providers = server.bean(Providers.class);
        assertThat(providers.deliveryMethod(method).orElseThrow().toString()).doesNotContain("SENTINEL");
        assertThat(providers.secrets(method))
                .containsEntry("stripe_api_key", "sk_SENTINEL")
                .hasSize(3);
        byte[] sealed = sealed(id);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("SENTINEL");
        assertThat(everyRow()).contains("acct_sealed").doesNotContain("SENTINEL");
        assertThatThrownBy(() -> new SecretBox(TestServer.SECRET_KEY)
                        .open(sealed, UUID.randomUUID().toString()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_mended_credential_replaces_the_old_one_and_leaves_the_others() {
        String id = account.setUp("stripe", "direct_to_billing_provider", """
            {'stripe_account_id': 'acct_mend', 'stripe_api_key': 'sk_old', 'stripe_webhook_secret': 'whsec'}\
            """);
        JsonNode updated = account.api()
                .post(credentials(id), "{'configuration': {'stripe_api_key': 'sk_SENTINEL'}}")
                .ok();
        assertThat(updated.toString()).doesNotContain("SENTINEL");
        assertThat(updated.get("data").get("credentials").values().stream().map(JsonNode::stringValue))
                .containsExactly("stripe_api_key", "stripe_webhook_secret");
        assertThat(secrets(id)).isEqualTo(Map.of("stripe_api_key", "sk_SENTINEL", "stripe_webhook_secret", "whsec"));
        account.api()
                .post(credentials(id), "{'configuration': {'stripe_webhook_secret': null}}")
                .ok();
        assertThat(secrets(id)).containsOnlyKeys("stripe_api_key");
    }

    @Test
    void an_access_key_is_changed_together_with_its_id() {
        String id = account.setUp("aws_marketplace", "direct_to_billing_provider", """
            {'aws_access_key_id': 'AKIA1', 'aws_secret_access_key': 's1', 'aws_region': 'eu-west-1'}\
            """);
        assertThat(account.api()
                        .post(credentials(id), "{'configuration': {'aws_secret_access_key': 's2'}}")
                        .refused(400))
                .contains("configuration.aws_access_key_id");
        String accountKey = method(id).accountKey();
        account.api()
                .post(
                        credentials(id),
                        "{'configuration': {'aws_access_key_id': 'AKIA2', 'aws_secret_access_key': 's2'}}")
                .ok();
        assertThat(method(id).configuration().get("aws_access_key_id").stringValue())
                .isEqualTo("AKIA2");
        assertThat(method(id).accountKey()).isEqualTo(accountKey);
        assertThat(secrets(id)).isEqualTo(Map.of("aws_secret_access_key", "s2"));
    }

    @Test
    void only_credentials_of_a_known_delivery_method_can_be_mended() {
        String id = account.setUpStripe("acct_only");
        assertThat(account.api()
                        .post(credentials(id), "{'configuration': {'stripe_account_id': 'x'}}")
                        .refused(400))
                .contains("configuration.stripe_account_id");
        assertThat(account.api().post(credentials(id), "{'configuration': {}}").refused(400))
                .contains("configuration");
        assertThat(account.api().post(credentials(id), "{}").refused(400)).contains("configuration");
        String nobody = UUID.randomUUID().toString();
        assertThat(account.api()
                        .post(credentials(nobody), "{'configuration': {'stripe_api_key': 'x'}}")
                        .refused(404))
                .contains(nobody);
        assertThat(secrets(id)).containsOnlyKeys("stripe_api_key");
    }

    @Test
    void a_long_list_goes_on_where_it_stopped() {
        try (TestServer crowded = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            ProvidersFixture many = new ProvidersFixture(crowded);
            for (int i = 0; i < 101; i++) {
                many.setUp("custom", "direct_to_billing_provider", "{'number': " + i + "}");
            }
            JsonNode first = many.api()
                    .post("/v1/listConfiguredBillingProviders", "{'next_page': null}")
                    .ok();
            assertThat(first.get("data").size()).isEqualTo(100);
            JsonNode second = many.api()
                    .post(
                            "/v1/listConfiguredBillingProviders",
                            "{'next_page': '" + first.get("next_page").stringValue() + "'}")
                    .ok();
            assertThat(second.get("data").size()).isEqualTo(1);
            assertThat(second.get("next_page").isNull()).isTrue();
            assertThat(many.api()
                            .post("/v1/listConfiguredBillingProviders", "{'next_page': 'x'}")
                            .refused(400))
                    .contains("next_page");
        }
    }

    private static String credentials(String id) {
        return "/downbeat/v1/deliveryMethods/" + id + "/credentials";
    }

    private static List<JsonNode> list() {
        return List.copyOf(account.api()
                .post("/v1/listConfiguredBillingProviders", "")
                .ok()
                .get("data")
                .values());
    }

    private static DeliveryMethod method(String id) {
        return server.bean(Providers.class)
                .deliveryMethod(new DeliveryMethodId(UUID.fromString(id)))
                .orElseThrow();
    }

    private static Map<String, String> secrets(String id) {
        return server.bean(Providers.class).secrets(new DeliveryMethodId(UUID.fromString(id)));
    }

    private static byte[] sealed(String id) throws SQLException {
        try (Connection connection = server.database().connect();
                var statement =
                        connection.prepareStatement("SELECT sealed_secrets FROM delivery_method WHERE id = ?::uuid")) {
            statement.setString(1, id);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getBytes(1);
            }
        }
    }

    private static String everyRow() throws SQLException {
        try (Connection connection = server.database().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                    SELECT string_agg(m::text || p::text, ' ') FROM delivery_method m, provider_configuration p
                    """)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
