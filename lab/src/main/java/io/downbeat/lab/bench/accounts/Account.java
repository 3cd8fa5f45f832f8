package io.downbeat.lab.bench.accounts;

import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.EventRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the parts of the benchmark measure on: metrics, prices, customers, contracts; made through the API. */
public final class Account {
    private static final int AT_ONCE = 8;

    private final Api api;
    private final List<String> priced = new ArrayList<>();

    public Account(Api api) {
        this.api = api;
    }

    /** Calls are counted, transfers summed. Answers the ids of both metrics. */
    public List<String> metrics() {
        return List.of(metric("""
            {"name": "API calls", "aggregation_type": "COUNT",
             "event_type_filter": {"in_values": ["%s"]}}\
            """.formatted(EventRequest.CALL)), metric("""
                {"name": "Transfer", "aggregation_type": "SUM", "aggregation_key": "amount",
                 "event_type_filter": {"in_values": ["%s"]},
                 "property_filters": [{"name": "amount", "exists": true}]}\
                """.formatted(EventRequest.TRANSFER)));
    }

    private String metric(String body) {
        return id("/v1/billable-metrics/create", body);
    }

    /** A rate card on both metrics: a flat price on calls, tiers on transfer. */
    public String rateCard(String from) {
        List<String> metrics = metrics();
        String card = id("/v1/contract-pricing/rate-cards/create", "{\"name\": \"Standard\"}");
        rate(card, product("API calls", metrics.get(0)), from, "\"rate_type\": \"FLAT\", \"price\": 3");
        rate(card, product("Transfer", metrics.get(1)), from, """
            "rate_type": "TIERED", "tiers": [{"size": 100000, "price": 0.01}, {"price": 0.005}]\
            """);
        return card;
    }

    private String product(String name, String metric) {
        return id("/v1/contract-pricing/products/create", """
            {"name": "%s", "type": "USAGE", "billable_metric_id": "%s"}\
            """.formatted(name, metric));
    }

    /** The products that the account's rate cards price. */
    public List<String> priced() {
        return List.copyOf(priced);
    }

    private void rate(String card, String product, String from, String price) {
        priced.add(product);
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "%s", "entitled": true, %s}\
            """.formatted(card, product, from, price));
    }

    public List<String> customers(int count) {
        String[] ids = new String[count];
        Api.each(count, AT_ONCE, i -> ids[i] = id("/v1/customers", "{\"name\": \"Customer %d\"}".formatted(i)));
        return Arrays.asList(ids);
    }

    /** One contract for each customer, monthly from its start. */
    public List<String> contracts(List<String> customers, String card, String from) {
        return contracts(customers, card, from, List.of());
    }

    /** @param configurations who bills them, in the customers' order; empty for nobody */
    public List<String> contracts(List<String> customers, String card, String from, List<String> configurations) {
        return contracts(customers, card, from, configurations, "");
    }

    /** @param terms further members of each contract, as JSON with a comma before it */
    public List<String> contracts(
            List<String> customers, String card, String from, List<String> configurations, String terms) {
        String[] ids = new String[customers.size()];
        Api.each(ids.length, AT_ONCE, i -> {
            String provider = configurations.isEmpty() ? "" : """
                , "billing_provider_configuration": {"billing_provider_configuration_id": "%s"}\
                """.formatted(configurations.get(i));
            ids[i] = id("/v1/contracts/create", """
                {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "%s",
                 "usage_statement_schedule": {"frequency": "MONTHLY", "day": "CONTRACT_START"}%s%s}\
                """.formatted(customers.get(i), card, from, provider, terms));
        });
        return Arrays.asList(ids);
    }

    public String fixedProduct(String name) {
        return id("/v1/contract-pricing/products/create", "{\"name\": \"%s\", \"type\": \"FIXED\"}".formatted(name));
    }

    /**
     * A prepaid commit and a credit that comes anew every month, as {@code contracts} takes terms. Who has them uses the
     * credit up first.
     */
    public String balances(String from, long commit, long credit) {
        return """
            , "commits": [{"type": "PREPAID", "product_id": "%1$s", "name": "Commit",
                 "access_schedule": {"schedule_items": [
                    {"amount": %3$d, "starting_at": "%2$s", "ending_before": "%4$s"}]},
                 "invoice_schedule": {"do_not_invoice": true, "schedule_items": [
                    {"timestamp": "%2$s", "amount": %3$d}]}}],
              "recurring_credits": [{"product_id": "%1$s", "name": "Credit", "starting_at": "%2$s", "priority": 1,
                 "access_amount": {"credit_type_id": "2714e483-4ff1-48e4-9e25-ac732e8f24f2", "unit_price": %5$d,
                    "quantity": 1},
                 "commit_duration": {"value": 1}}]\
            """.formatted(
                fixedProduct("Balance"), from, commit, Instant.parse(from).plus(Duration.ofDays(3_650)), credit);
    }

    /** So many credits for each customer, some days apart, so that they cut what is used; it is more than they pay. */
    public void credits(List<String> customers, String from, int each) {
        String product = fixedProduct("Credit");
        Instant start = Instant.parse(from);
        for (String customer : customers) {
            for (int i = 0; i < each; i++) {
                id("/v1/contracts/customerCredits/create", """
                    {"customer_id": "%s", "product_id": "%s", "priority": %d, "access_schedule": {"schedule_items": [
                        {"amount": 1000, "starting_at": "%s", "ending_before": "%s"}]}}\
                    """.formatted(
                        customer, product, i, start.plus(Duration.ofDays(3L * i)), start.plus(Duration.ofDays(300))));
            }
        }
    }

    /** A tenth off each product that the account prices. */
    public String overrides(String from) {
        return priced.stream()
                .map(product -> """
                    {"product_id": "%s", "type": "MULTIPLIER", "multiplier": 0.9, "starting_at": "%s"}\
                    """.formatted(product, from))
                .collect(Collectors.joining(",", ", \"overrides\": [", "]"));
    }

    /** One AWS Marketplace configuration for each customer. */
    public List<String> awsConfigurations(List<String> customers) {
        String method = api.post("/v1/setUpBillingProvider", """
            {"billing_provider": "aws_marketplace", "delivery_method": "direct_to_billing_provider",
             "configuration": {"aws_region": "us-east-1", "aws_access_key_id": "AKIABENCH",
                "aws_secret_access_key": "not-a-key"}}\
            """)
                .at("/data/delivery_method_id")
                .asString();
        return configurations(customers, "aws_marketplace", i -> method, """
            {"aws_customer_id": "buyer-%d", "aws_product_code": "prod-bench", "aws_region": "us-east-1"}\
            """);
    }

    /** Contracts that only charge, from the first charge on; each charge is an invoice. */
    public void chargedContracts(
            List<String> customers, List<String> configurations, String product, List<Instant> charges) {
        String items = charges.stream()
                .map(at -> "{\"timestamp\": \"%s\", \"unit_price\": 1200, \"quantity\": 1}".formatted(at))
                .collect(Collectors.joining(","));
        Api.each(
                customers.size(),
                AT_ONCE,
                i -> id("/v1/contracts/create", """
                    {"customer_id": "%s", "starting_at": "%s",
                     "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
                     "scheduled_charges": [{"product_id": "%s", "schedule": {"schedule_items": [%s]}}]}\
                    """.formatted(
                                customers.get(i), charges.getFirst(), configurations.get(i), product, items)));
    }

    /** Connected Stripe accounts. */
    public List<String> stripeAccounts(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> api.post("/v1/setUpBillingProvider", """
                    {"billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
                     "configuration": {"stripe_account_id": "acct_bench%1$d", "stripe_days_until_due": 30,
                        "stripe_api_key": "rk_bench_%1$d", "stripe_webhook_secret": "whsec_bench_%1$d"}}\
                    """.formatted(i))
                        .at("/data/delivery_method_id")
                        .asString())
                .toList();
    }

    /** One Stripe configuration for each customer, spread over the accounts. */
    public List<String> stripeConfigurations(List<String> customers, List<String> accounts) {
        return configurations(customers, "stripe", i -> accounts.get(i % accounts.size()), """
            {"stripe_customer_id": "cus_bench%d", "stripe_collection_method": "send_invoice"}\
            """);
    }

    /** @param keys the customer's own at the provider, {@code %d} for its number */
    private List<String> configurations(
            List<String> customers, String provider, IntFunction<String> methods, String keys) {
        String[] ids = new String[customers.size()];
        Api.each(
                ids.length,
                AT_ONCE,
                i -> ids[i] = api.post("/v1/setCustomerBillingProviderConfigurations", """
                    {"data": [{"customer_id": "%s", "billing_provider": "%s", "delivery_method_id": "%s",
                               "configuration": %s}]}\
                    """.formatted(
                                        customers.get(i), provider, methods.apply(i), keys.formatted(i)))
                        .at("/data/0/id")
                        .asString());
        return Arrays.asList(ids);
    }

    private String id(String path, String body) {
        return api.post(path, body).at("/data/id").asString();
    }

    /** The clock's answer comes when nothing due is left. */
    public void advance(String to) {
        api.post("/downbeat/v1/clock", "{\"now\": \"" + to + "\"}");
    }
}
