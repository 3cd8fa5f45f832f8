package io.downbeat.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Speaks the language of delivery methods and configurations to a test server. */
record ProvidersFixture(TestServer server) {
    static final String SET = "/v1/setCustomerBillingProviderConfigurations";

    Api api() {
        return server.api();
    }

    String customer() {
        return api().post("/v1/customers", "{'name': 'Acme'}")
                .ok()
                .get("data")
                .get("id")
                .stringValue();
    }

    Api.Answer trySetUp(String provider, String method, String configuration) {
        return api().post("/v1/setUpBillingProvider", """
            {'billing_provider': '%s', 'delivery_method': '%s', 'configuration': %s}
            """.formatted(provider, method, configuration));
    }

    String setUp(String provider, String method, String configuration) {
        return trySetUp(provider, method, configuration)
                .ok()
                .get("data")
                .get("delivery_method_id")
                .stringValue();
    }

    String setUpStripe(String account) {
        return setUp(
                "stripe",
                "direct_to_billing_provider",
                "{'stripe_account_id': '" + account + "', 'stripe_api_key': 'sk_SENTINEL'}");
    }

    String setUpAws(String role) {
        return setUp("aws_marketplace", "direct_to_billing_provider", "{'aws_iam_role_arn': '" + role + "'}");
    }

    /** An item; {@code rest} is more of its fields, such as {@code 'delivery_method': 'aws_sqs', ...}. */
    static String item(String customer, String provider, String rest) {
        return "{'customer_id': '" + customer + "', 'billing_provider': '" + provider + "', " + rest + "}";
    }

    static String by(String deliveryMethodId, String configuration) {
        return "'delivery_method_id': '" + deliveryMethodId + "', 'configuration': " + configuration;
    }

    static String aws(String awsCustomer) {
        return "{'aws_customer_id': '" + awsCustomer + "', 'aws_product_code': 'prod', 'aws_region': 'us-east-1'}";
    }

    static String stripe(String stripeCustomer, String collectionMethod) {
        return "{'stripe_customer_id': '" + stripeCustomer + "', 'stripe_collection_method': '" + collectionMethod
                + "'}";
    }

    Api.Answer trySet(String... items) {
        return api().post(SET, "{'data': [" + String.join(",", items) + "]}");
    }

    JsonNode set(String item) {
        JsonNode data = trySet(item).ok().get("data");
        assertThat(data.size()).isEqualTo(1);
        return data.get(0);
    }

    String setId(String item) {
        return set(item).get("id").stringValue();
    }

    List<JsonNode> configurations(String customer, boolean archivedToo) {
        return List.copyOf(api().post(
                        "/v1/getCustomerBillingProviderConfigurations",
                        "{'customer_id': '" + customer + "', 'include_archived': " + archivedToo + "}")
                .ok()
                .get("data")
                .values());
    }

    List<String> ids(String customer) {
        return configurations(customer, false).stream()
                .map(each -> each.get("id").stringValue())
                .toList();
    }

    Api.Answer archive(String customer, String... ids) {
        return api().post("/v1/archiveCustomerBillingProviderConfigurations", """
            {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}
            """.formatted(
                        customer, String.join("','", ids)));
    }
}
