package io.downbeat.console.playground;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.CreateContract;
import io.downbeat.contracts.EditContract;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.ManageCustomers;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.CreateRateCards;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.Rates;
import io.downbeat.pricing.products.ManageProducts;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.CreateConfigurations;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.Providers;
import io.downbeat.providers.SetUpDeliveryMethods;
import io.downbeat.usage.events.IngestEvents;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.CreateMetrics;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the story's customer is made of, as the requests of the API that make it. The prices are the demo's, and so is the
 * usage, which grows here from month to month so that no two invoices look alike.
 */
final class StoryAccount {

    /** Whom the story asks to make something. */
    record Makers(
            SetUpDeliveryMethods methods,
            ManageCustomers customers,
            CreateConfigurations configurations,
            CreateMetrics metrics,
            ManageProducts products,
            CreateRateCards cards,
            Rates rates,
            CreateContract contracts,
            EditContract edits,
            IngestEvents events) {}

    private static final String STRIPE = """
        {"billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
         "configuration": {"stripe_account_id": "acct_story", "stripe_api_key": "rk_sandbox_not_a_key"}}\
        """;
    private static final String AWS = """
        {"billing_provider": "aws_marketplace", "delivery_method": "direct_to_billing_provider",
         "configuration": {"aws_region": "us-east-1", "aws_iam_role_arn": "arn:aws:iam::111122223333:role/story"}}\
        """;

    private final Makers makers;
    private final Providers providers;

    StoryAccount(Makers makers, Providers providers) {
        this.makers = makers;
        this.providers = providers;
    }

    /** The name under which usage of a story's customer comes in, and by which the story is found again. */
    static String alias(int story) {
        return "story-" + story;
    }

    static String name(int story) {
        return story == 1 ? "Acme" : "Acme " + story;
    }

    void makeCustomer(int story) {
        CustomerId customer = makers.customers()
                .create(body("""
                    {"name": "%s", "ingest_aliases": ["%s"]}\
                    """.formatted(name(story), alias(story))))
                .id();
        // The buyer at AWS is this customer alone: simulators that outlive a database hold hours of an earlier story's.
        makers.configurations().create(body("""
            {"data": [
              {"customer_id": "%1$s", "billing_provider": "stripe", "delivery_method_id": "%2$s",
               "configuration": {"stripe_customer_id": "cus_acme", "stripe_collection_method": "charge_automatically"}},
              {"customer_id": "%1$s", "billing_provider": "aws_marketplace", "delivery_method_id": "%3$s",
               "configuration": {"aws_customer_id": "acme-%1$s", "aws_product_code": "prod-downbeat",
                                 "aws_region": "us-east-1"}}]}\
            """.formatted(
                        customer,
                        method(BillingProvider.STRIPE, "stripe_account_id", "acct_story", STRIPE),
                        method(
                                BillingProvider.AWS_MARKETPLACE,
                                "aws_iam_role_arn",
                                "arn:aws:iam::111122223333:role/story",
                                AWS))));
    }

    /** The one that an earlier story set up, or a new one. */
    private DeliveryMethodId method(BillingProvider provider, String key, String account, String request) {
        return providers.deliveryMethods(provider).stream()
                .filter(one -> one.type() == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER
                        && one.configuration().path(key).asString("").equals(account))
                .findFirst()
                .map(DeliveryMethod::id)
                .orElseGet(() -> makers.methods().setUp(body(request)));
    }

    void makeContract(CustomerId customer, ConfigurationId stripe, StoryDates dates) {
        RateCardId card = makers.cards().create(body("{\"name\": \"Standard\"}"));
        rate(card, product("Data transfer", "transfer", "gigabytes"), dates, """
            "rate_type": "FLAT", "price": 12\
            """);
        rate(card, product("API calls", "calls", "count"), dates, """
            "rate_type": "TIERED", "tiers": [{"size": 100000, "price": 0}, {"size": 400000, "price": 0.02}, {"price": 0.01}]\
            """);
        // The key keeps a second press at the same moment from making a second contract.
        makers.contracts().create(body("""
            {"customer_id": "%1$s", "starting_at": "%2$s", "rate_card_id": "%3$s", "name": "Acme, monthly",
             "uniqueness_key": "story-%1$s", "billing_provider_configuration": {"billing_provider_configuration_id": "%4$s"},
             "usage_statement_schedule": {"frequency": "MONTHLY", "day": "FIRST_OF_MONTH"}}\
            """.formatted(customer, dates.begin(), card, stripe)));
    }

    private ProductId product(String name, String eventType, String property) {
        BillableMetricId metric = makers.metrics().create(body("""
            {"name": "%1$s", "aggregation_type": "SUM", "aggregation_key": "%3$s",
             "event_type_filter": {"in_values": ["%2$s"]}, "property_filters": [{"name": "%3$s", "exists": true}]}\
            """.formatted(name, eventType, property)));
        return makers.products().create(body("""
            {"name": "%s", "type": "USAGE", "billable_metric_id": "%s"}\
            """.formatted(name, metric)));
    }

    private void rate(RateCardId card, ProductId product, StoryDates dates, String price) {
        makers.rates().add(body("""
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "%s", "entitled": true, %s}\
            """.formatted(card, product, dates.begin(), price)));
    }

    void scheduleSwitch(ContractTerms contract, ConfigurationId aws) {
        ContractId id = contract.contract().id();
        makers.edits().edit(body("""
            {"customer_id": "%s", "contract_id": "%s", "uniqueness_key": "story-%2$s",
             "add_billing_provider_configuration_update": {
               "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
               "schedule": {"effective_at": "START_OF_NEXT_PERIOD"}}}\
            """.formatted(contract.contract().customer(), id, aws)));
    }

    /** The usage of these days; sent again it counts once. */
    void use(int story, List<LocalDate> days) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (LocalDate day : days) {
            for (int hour = 6; hour < 18; hour += 3) {
                int gigabytes = 20 + day.getDayOfMonth() * 7 % 13 + hour + 4 * day.getMonthValue();
                events.add(event(story, "transfer", day, hour, "gigabytes", gigabytes));
                events.add(event(story, "calls", day, hour, "count", gigabytes * 250));
            }
        }
        makers.events().ingest(Json.write(events).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> event(
            int story, String type, LocalDate day, int hour, String property, int value) {
        return Map.of(
                "transaction_id",
                alias(story) + "-" + day + "-" + type + "-" + hour,
                "customer_id",
                alias(story),
                "event_type",
                type,
                "timestamp",
                day + "T%02d:30:00Z".formatted(hour),
                "properties",
                Map.of(property, Integer.toString(value)));
    }

    private static Body body(String json) {
        return Body.of(Json.read(json), "");
    }
}
