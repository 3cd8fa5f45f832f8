package io.downbeat.lab.demo;

import io.downbeat.app.ApiClient;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The demo's customer with everything it needs, made through the API, and the questions the story asks about it. */
final class DemoAccount {
    final String customer;
    final String contract;
    final String stripeCard;
    final String stripeInvoice;
    final String aws;
    private final Map<String, String> names;

    private DemoAccount(String customer, String contract, List<String> configurations) {
        this.customer = customer;
        this.contract = contract;
        stripeCard = configurations.get(0);
        stripeInvoice = configurations.get(1);
        aws = configurations.get(2);
        names = new LinkedHashMap<>(Map.of(
                stripeCard, "Stripe card",
                stripeInvoice, "Stripe invoice",
                aws, "AWS Marketplace"));
    }

    static DemoAccount setUp(ApiClient api) {
        deliveryMethods(api);
        String customer = api.post("/v1/customers", Map.of("name", "Acme", "ingest_aliases", List.of("acme")))
                .at("/data/id")
                .asString();
        List<String> configurations = configurations(api, customer);
        String contract = contract(api, customer, configurations.getFirst());
        return new DemoAccount(customer, contract, configurations);
    }

    private static void deliveryMethods(ApiClient api) {
        api.post("/v1/setUpBillingProvider", """
            {"billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
             "configuration": {"stripe_account_id": "acct_downbeat", "stripe_api_key": "rk_sandbox_not_a_key",
                               "stripe_webhook_secret": "whsec_sandbox", "stripe_days_until_due": 30}}\
            """);
        api.post("/v1/setUpBillingProvider", """
            {"billing_provider": "aws_marketplace", "delivery_method": "direct_to_billing_provider",
             "configuration": {"aws_region": "us-east-1", "aws_external_id": "downbeat-demo",
                               "aws_iam_role_arn": "arn:aws:iam::123456789012:role/downbeat-marketplace"}}\
            """);
    }

    private static List<String> configurations(ApiClient api, String customer) {
        JsonNode made = api.post("/v1/setCustomerBillingProviderConfigurations", """
            {"data": [
              {"customer_id": "%1$s", "billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
               "configuration": {"stripe_customer_id": "cus_acme", "stripe_collection_method": "charge_automatically"}},
              {"customer_id": "%1$s", "billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
               "configuration": {"stripe_customer_id": "cus_acme", "stripe_collection_method": "send_invoice"}},
              {"customer_id": "%1$s", "billing_provider": "aws_marketplace", "delivery_method": "direct_to_billing_provider",
               "configuration": {"aws_customer_id": "acme-at-aws", "aws_product_code": "prod-downbeat",
                                 "aws_region": "us-east-1"}}]}\
            """.formatted(customer));
        List<String> ids = new ArrayList<>();
        made.get("data")
                .forEach(configuration -> ids.add(configuration.get("id").asString()));
        return ids;
    }

    private static String contract(ApiClient api, String customer, String configuration) {
        String transfer = metric(api, """
            {"name": "Data transfer", "aggregation_type": "SUM", "aggregation_key": "gigabytes",
             "event_type_filter": {"in_values": ["transfer"]},
             "property_filters": [{"name": "gigabytes", "exists": true}]}\
            """);
        String calls = metric(api, """
            {"name": "API calls", "aggregation_type": "SUM", "aggregation_key": "count",
             "event_type_filter": {"in_values": ["calls"]},
             "property_filters": [{"name": "count", "exists": true}]}\
            """);
        String card = data(api.post("/v1/contract-pricing/rate-cards/create", "{\"name\": \"Standard\"}"));
        rate(api, card, product(api, "Data transfer", transfer), """
            "rate_type": "FLAT", "price": 12\
            """);
        rate(api, card, product(api, "API calls", calls), """
            "rate_type": "TIERED", "tiers": [{"size": 100000, "price": 0}, {"size": 400000, "price": 0.02}, {"price": 0.01}]\
            """);
        String workshop = data(api.post(
                "/v1/contract-pricing/products/create", "{\"name\": \"Onboarding workshop\", \"type\": \"FIXED\"}"));
        return data(api.post("/v1/contracts/create", """
            {"customer_id": "%s", "starting_at": "2025-01-01T00:00:00Z", "rate_card_id": "%s", "name": "Acme 2025",
             "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
             "usage_statement_schedule": {"frequency": "MONTHLY", "day": "FIRST_OF_MONTH"},
             "scheduled_charges": [{"product_id": "%s", "name": "Onboarding workshop", "schedule": {"schedule_items":
                [{"timestamp": "2025-02-03T00:00:00Z", "unit_price": 50000, "quantity": 1}]}}]}\
            """.formatted(customer, card, configuration, workshop)));
    }

    private static String metric(ApiClient api, String body) {
        return data(api.post("/v1/billable-metrics/create", body));
    }

    private static String product(ApiClient api, String name, String metric) {
        return data(api.post(
                "/v1/contract-pricing/products/create",
                Map.of("name", name, "type", "USAGE", "billable_metric_id", metric)));
    }

    private static void rate(ApiClient api, String card, String product, String price) {
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "2025-01-01T00:00:00Z", "entitled": true, %s}\
            """.formatted(card, product, price));
    }

    private static String data(JsonNode answer) {
        return answer.at("/data/id").asString();
    }

    String nameOf(String configuration) {
        return names.getOrDefault(configuration, configuration);
    }

    /** One day of usage; the amounts follow the day, so that every run tells the same story. */
    void ingest(ApiClient api, LocalDate day) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int hour = 6; hour < 18; hour += 3) {
            String at = day + "T%02d:30:00Z".formatted(hour);
            int gigabytes = 20 + day.getDayOfMonth() * 7 % 13 + hour;
            events.add(event(day + "-transfer-" + hour, "transfer", at, "gigabytes", gigabytes));
            events.add(event(day + "-calls-" + hour, "calls", at, "count", gigabytes * 250));
        }
        api.post("/v1/ingest", events);
    }

    private static Map<String, Object> event(String id, String type, String at, String property, int value) {
        return Map.of(
                "transaction_id", id,
                "customer_id", "acme",
                "event_type", type,
                "timestamp", at,
                "properties", Map.of(property, Integer.toString(value)));
    }

    void schedule(ApiClient api, String configuration, String effectiveAt) {
        api.post("/v2/contracts/edit", change(configuration, effectiveAt));
    }

    JsonNode preview(ApiClient api, String configuration, String effectiveAt) {
        return api.post("/downbeat/v1/contracts/previewProviderChange", change(configuration, effectiveAt));
    }

    private String change(String configuration, String effectiveAt) {
        return """
            {"customer_id": "%s", "contract_id": "%s", "add_billing_provider_configuration_update": {
               "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
               "schedule": {"effective_at": "%s"}}}\
            """.formatted(customer, contract, configuration, effectiveAt);
    }

    JsonNode contract(ApiClient api) {
        return api.post("/v2/contracts/get", Map.of("customer_id", customer, "contract_id", contract))
                .get("data");
    }

    List<JsonNode> invoices(ApiClient api) {
        return all(api, "/v1/customers/" + customer + "/invoices?limit=100");
    }

    List<JsonNode> deliveries(ApiClient api) {
        return all(api, "/downbeat/v1/deliveries?contract_id=" + contract);
    }

    private static List<JsonNode> all(ApiClient api, String path) {
        List<JsonNode> rows = new ArrayList<>();
        api.get(path).get("data").forEach(rows::add);
        return rows;
    }

    /** One line about the usage invoice of a period: what it comes to and where it is. */
    String invoiceLine(ApiClient api, String periodStart) {
        JsonNode invoice = invoices(api).stream()
                .filter(one -> one.get("type").asString().equals("USAGE"))
                .filter(one -> one.get("start_timestamp").asString().startsWith(periodStart))
                .findFirst()
                .orElseThrow();
        return "%s: %s, %s"
                .formatted(
                        DemoWords.month(periodStart),
                        DemoWords.dollars(invoice.get("total").decimalValue()),
                        whereabouts(api, invoice));
    }

    String routeOfCharge(ApiClient api) {
        JsonNode charge = invoices(api).stream()
                .filter(one -> one.get("type").asString().equals("SCHEDULED"))
                .findFirst()
                .orElseThrow();
        return whereabouts(api, charge);
    }

    private String whereabouts(ApiClient api, JsonNode invoice) {
        return deliveries(api).stream()
                .filter(delivery -> delivery.get("invoice_id")
                        .asString()
                        .equals(invoice.get("id").asString()))
                .map(this::whereabouts)
                .findFirst()
                .orElse("belongs to no provider");
    }

    /** The provider, and how it stands there. */
    String whereabouts(JsonNode delivery) {
        String state = delivery.get("state").asString();
        String where = nameOf(delivery.get("billing_provider_configuration_id").asString());
        return DemoWords.condition(state).equals("delivered")
                ? "delivered to " + where
                : DemoWords.condition(state) + " at " + where + DemoWords.reason(state);
    }
}
