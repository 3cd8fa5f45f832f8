package io.downbeat.testing;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * An account as most tests need one, made through the API: a Stripe and an AWS delivery method, one metric ({@code
 * use}, summed over {@code n}), one usage product at 1 cent a unit, one fixed product, one rate card.
 *
 * <p>Customers and contracts are made by the tests: {@code account.customer("acme").contract("2025-01-01T00:00:00Z")}.
 */
public final class AccountFixture {
    private final Api api;
    public final String stripeMethod;
    public final String awsMethod;
    public final String metric;
    public final String usageProduct;
    public final String fixedProduct;
    public final String rateCard;

    private AccountFixture(Api api) {
        this.api = api;
        stripeMethod = api.post("/v1/setUpBillingProvider", """
            {"billing_provider": "stripe", "delivery_method": "direct_to_billing_provider", "configuration":
              {"stripe_account_id": "acct_test", "stripe_api_key": "rk_test_not_a_key", "stripe_webhook_secret": "whsec_test"}}\
            """)
                .ok()
                .at("/data/delivery_method_id")
                .stringValue();
        awsMethod = api.post("/v1/setUpBillingProvider", """
            {"billing_provider": "aws_marketplace", "delivery_method": "direct_to_billing_provider", "configuration":
              {"aws_region": "us-east-1", "aws_access_key_id": "AKIATESTTESTTEST", "aws_secret_access_key": "not-a-key"}}\
            """)
                .ok()
                .at("/data/delivery_method_id")
                .stringValue();
        metric = id("/v1/billable-metrics/create", """
            {"name": "Use", "aggregation_type": "SUM", "aggregation_key": "n",
             "event_type_filter": {"in_values": ["use"]}, "property_filters": [{"name": "n", "exists": true}]}\
            """);
        usageProduct = id(
                "/v1/contract-pricing/products/create",
                "{\"name\": \"Use\", \"type\": \"USAGE\", \"billable_metric_id\": \"" + metric + "\"}");
        fixedProduct = id("/v1/contract-pricing/products/create", "{\"name\": \"Fee\", \"type\": \"FIXED\"}");
        rateCard = id("/v1/contract-pricing/rate-cards/create", "{\"name\": \"Card\"}");
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "2020-01-01T00:00:00Z", "entitled": true,
             "rate_type": "FLAT", "price": 1}\
            """.formatted(rateCard, usageProduct))
                .ok();
    }

    public static AccountFixture setUp(Api api) {
        return new AccountFixture(api);
    }

    /** Registers a custom field key for each of the entities, such as {@code customer}. */
    public static void registerKey(Api api, String key, String... entities) {
        for (String entity : entities) {
            api.post(
                            "/v1/customFields/addKey",
                            "{'entity': '%s', 'key': '%s', 'enforce_uniqueness': false}".formatted(entity, key))
                    .ok();
        }
    }

    private String id(String path, String body) {
        return api.post(path, body).ok().at("/data/id").stringValue();
    }

    /** A customer with its name as ingest alias, two Stripe configurations and one of AWS Marketplace. */
    public Customer customer(String name) {
        String id = id("/v1/customers", "{\"name\": \"%1$s\", \"ingest_aliases\": [\"%1$s\"]}".formatted(name));
        JsonNode made = api.post("/v1/setCustomerBillingProviderConfigurations", """
            {"data": [
              {"customer_id": "%1$s", "billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
               "configuration": {"stripe_customer_id": "cus_%2$s", "stripe_collection_method": "charge_automatically"}},
              {"customer_id": "%1$s", "billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
               "configuration": {"stripe_customer_id": "cus_%2$s", "stripe_collection_method": "send_invoice"}},
              {"customer_id": "%1$s", "billing_provider": "aws_marketplace", "delivery_method": "direct_to_billing_provider",
               "configuration": {"aws_customer_id": "aws-%2$s", "aws_product_code": "prod-test", "aws_region": "us-east-1"}}
            ]}\
            """.formatted(id, name))
                .ok()
                .get("data");
        List<String> configurations = new ArrayList<>();
        made.forEach(one -> configurations.add(one.get("id").stringValue()));
        return new Customer(api, this, name, id, configurations.get(0), configurations.get(1), configurations.get(2));
    }

    /** A customer and its three configurations. */
    public record Customer(
            Api api, AccountFixture account, String name, String id, String stripe, String otherStripe, String aws) {

        public Contract contract(String startingAt) {
            return contract(startingAt, stripe, "");
        }

        /** @param more further members of the create body, each with a leading comma */
        public Contract contract(String startingAt, String configuration, String more) {
            String contract = api.post("/v1/contracts/create", """
                {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "%s",
                 "billing_provider_configuration": {"billing_provider_configuration_id": "%s"}%s}\
                """.formatted(
                                    id, account.rateCard, startingAt, configuration, more.replace('\'', '"')))
                    .ok()
                    .at("/data/id")
                    .stringValue();
            return new Contract(api, this, contract);
        }

        /** Uses so many units (of one cent) at the instant. */
        public void use(String transaction, String at, long units) {
            api.post("/v1/ingest", """
                [{"transaction_id": "%s", "customer_id": "%s", "event_type": "use", "timestamp": "%s",
                  "properties": {"n": "%d"}}]\
                """.formatted(transaction, name, at, units)).ok();
        }

        public List<JsonNode> invoices() {
            List<JsonNode> all = new ArrayList<>();
            String page = "";
            while (true) {
                JsonNode answer = api.get("/v1/customers/" + id + "/invoices?limit=100" + page)
                        .ok();
                answer.get("data").forEach(all::add);
                if (answer.get("next_page").isNull()) {
                    return all;
                }
                page = "&next_page=" + answer.get("next_page").stringValue();
            }
        }
    }

    /** A contract of a customer. */
    public record Contract(Api api, Customer customer, String id) {

        /** @param effectiveAt START_OF_CURRENT_PERIOD or START_OF_NEXT_PERIOD */
        public Api.Answer change(String configuration, String effectiveAt) {
            return api.post("/v2/contracts/edit", changeBody(configuration, effectiveAt));
        }

        public String changeBody(String configuration, String effectiveAt) {
            return """
                {"customer_id": "%s", "contract_id": "%s", "add_billing_provider_configuration_update": {
                   "billing_provider_configuration": {"billing_provider_configuration_id": %s},
                   "schedule": {"effective_at": "%s"}}}\
                """.formatted(
                            customer.id, id, configuration == null ? "null" : "\"" + configuration + "\"", effectiveAt);
        }

        public JsonNode read() {
            return api.post(
                            "/v2/contracts/get",
                            "{\"customer_id\": \"%s\", \"contract_id\": \"%s\"}".formatted(customer.id, id))
                    .ok()
                    .get("data");
        }

        public List<JsonNode> deliveries() {
            List<JsonNode> all = new ArrayList<>();
            api.get("/downbeat/v1/deliveries?contract_id=" + id)
                    .ok()
                    .get("data")
                    .forEach(all::add);
            return all;
        }
    }
}
