package io.downbeat.providers.billingconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The older way to a customer's configuration, by the provider's name (O7 of the acceptance rows). */
class BillingConfigApiTest {
    private static final String STRIPE = """
        {"billing_provider_customer_id": "cus_1", "stripe_collection_method": "send_invoice"}\
        """;

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static final Api api = server.api();

    @BeforeAll
    static void methods() {
        AccountFixture.setUp(api);
    }

    private static String customer() {
        return api.post("/v1/customers", "{'name': 'Acme'}").ok().at("/data/id").stringValue();
    }

    private static String path(String customer, String type) {
        return "/v1/customers/" + customer + "/billing-config/" + type;
    }

    @Test
    void row_o7_one_is_made_not_two_and_deleting_it_archives_it() {
        String customer = customer();
        api.post(path(customer, "stripe"), STRIPE).ok();
        assertThat(api.get(path(customer, "stripe")).ok().get("data").toString())
                .isEqualTo(
                        "{\"billing_provider_customer_id\":\"cus_1\",\"stripe_collection_method\":\"send_invoice\"}");
        assertThat(api.post(path(customer, "stripe"), STRIPE).refused(409)).contains("live configuration for stripe");
        api.delete(path(customer, "stripe")).ok();
        assertThat(api.get(path(customer, "stripe")).refused(404)).contains("no live configuration for stripe");
        assertThat(api.delete(path(customer, "stripe")).refused(404)).contains("no live configuration for stripe");
        JsonNode all = configurations(customer, true);
        assertThat(all).hasSize(1);
        assertThat(all.get(0).get("archived_at").isNull()).isFalse();
        api.post(path(customer, "stripe"), STRIPE).ok();
    }

    @Test
    void what_it_made_is_a_configuration_like_any_other() {
        String customer = customer();
        api.post(path(customer, "aws_marketplace"), """
            {"billing_provider_customer_id": "aws-1", "aws_product_code": "prod", "aws_region": "us-east-1"}\
            """).ok();
        JsonNode made = configurations(customer, false).get(0);
        assertThat(made.get("billing_provider").stringValue()).isEqualTo("aws_marketplace");
        assertThat(made.get("delivery_method").stringValue()).isEqualTo("direct_to_billing_provider");
        assertThat(made.at("/configuration/aws_customer_id").stringValue()).isEqualTo("aws-1");
        assertThat(api.get(path(customer, "aws_marketplace"))
                        .ok()
                        .at("/data/aws_region")
                        .stringValue())
                .isEqualTo("us-east-1");
    }

    @Test
    void of_several_none_is_archived_by_guessing() {
        String customer = customer();
        api.post(path(customer, "stripe"), STRIPE).ok();
        api.post("/v1/setCustomerBillingProviderConfigurations", """
            {"data": [{"customer_id": "%s", "billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
              "configuration": {"stripe_customer_id": "cus_2", "stripe_collection_method": "send_invoice"}}]}\
            """.formatted(customer))
                .ok();
        assertThat(api.delete(path(customer, "stripe")).refused(409)).contains("2 live configurations");
        assertThat(configurations(customer, false)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stripe           | {}                                                   |"
                        + " billing_provider_customer_id: is required",
                "stripe           | {'billing_provider_customer_id': 'c'}                | stripe_collection_method:"
                        + " is required",
                "stripe           | {'billing_provider_customer_id': 'c', 'aws_region': 'us-east-1'} |"
                        + " stripe_collection_method",
                "netsuite         | {'billing_provider_customer_id': '1', 'aws_region': 'us-east-1'} | aws_region:"
                        + " goes with aws_marketplace only",
                "gcp_marketplace  | {'billing_provider_customer_id': 'c'}                | gcp_service_name",
                "visa             | {'billing_provider_customer_id': 'c'}                | billing_provider_type: must"
                        + " be one of",
                "stripe           | {'billing_provider_customer_id': 'c', 'nonsense': 1} | nonsense: unknown field"
            })
    void what_cannot_be_said_is_refused_by_name(String type, String body, String why) {
        String customer = customer();
        assertThat(api.post(path(customer, type), body).refused(400)).contains(why);
        assertThat(configurations(customer, true)).isEmpty();
    }

    @Test
    void marketplaces_of_aws_and_azure_are_not_deleted_this_way() {
        String customer = customer();
        for (String type : new String[] {"aws_marketplace", "azure_marketplace"}) {
            assertThat(api.delete(path(customer, type)).refused(400))
                    .contains("/v1/archiveCustomerBillingProviderConfigurations");
        }
    }

    @Test
    void an_unknown_customer_is_404() {
        String nobody = UUID.randomUUID().toString();
        assertThat(api.get(path(nobody, "stripe")).refused(404)).contains(nobody);
        assertThat(api.post(path(nobody, "stripe"), STRIPE).refused(404)).contains(nobody);
        assertThat(api.delete(path(nobody, "stripe")).refused(404)).contains(nobody);
    }

    private static JsonNode configurations(String customer, boolean archivedToo) {
        return api.post(
                        "/v1/getCustomerBillingProviderConfigurations",
                        "{'customer_id': '" + customer + "', 'include_archived': " + archivedToo + "}")
                .ok()
                .get("data");
    }

    private static Api.Answer withConfig(String config) {
        return api.post("/v1/customers", "{'name': 'New', 'billing_config': " + config + "}");
    }

    @Test
    void a_customer_is_created_with_one_in_the_same_words() {
        String stripe = withConfig("""
            {'billing_provider_type': 'stripe', 'billing_provider_customer_id': 'cus_new',
             'stripe_collection_method': 'send_invoice'}\
            """).ok().at("/data/id").stringValue();
        assertThat(api.get(path(stripe, "stripe"))
                        .ok()
                        .at("/data/billing_provider_customer_id")
                        .stringValue())
                .isEqualTo("cus_new");
        String aws = withConfig("""
            {'billing_provider_type': 'aws_marketplace', 'billing_provider_customer_id': 'aws-new',
             'aws_product_code': 'code', 'aws_region': 'us-east-1', 'aws_is_subscription_product': true}\
            """).ok().at("/data/id").stringValue();
        JsonNode configuration = configurations(aws, false).get(0).get("configuration");
        assertThat(configuration.get("aws_customer_id").stringValue()).isEqualTo("aws-new");
        assertThat(configuration.get("aws_is_subscription_product").booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {} | billing_config.billing_provider_type: is required
        {'billing_provider_type': 'stripe', 'billing_provider_customer_id': 'c'} | billing_config.stripe_collection_method: is required
        {'billing_provider_type': 'stripe', 'billing_provider_customer_id': 'c', 'stripe_collection_method': 'send_invoice', 'aws_is_subscription_product': false} | billing_config.aws_is_subscription_product: goes with aws_marketplace only
        {'billing_provider_type': 'aws_marketplace', 'billing_provider_customer_id': 'c', 'aws_region': 'us-east-1'} | billing_config.configuration.aws_product_code: is required
        """)
    void what_makes_no_configuration_makes_no_customer(String config, String why) {
        long before = customers();
        assertThat(withConfig(config).refused(400)).isEqualTo(why);
        assertThat(customers()).isEqualTo(before);
    }

    private static long customers() {
        return JdbcClient.create(server.database().dataSource())
                .sql("SELECT count(*) FROM customer")
                .query(Long.class)
                .single();
    }
}
