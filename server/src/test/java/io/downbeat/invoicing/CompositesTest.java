package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Products that are a share of what is spent on others, through the API. */
class CompositesTest {
    private static final String PRODUCTS = "/v1/contract-pricing/products/";
    private static final String CARDS = "/v1/contract-pricing/rate-cards/";
    private static final Map<String, AccountFixture.Customer> CUSTOMERS = new HashMap<>();
    private static final Map<String, String> CONTRACTS = new HashMap<>();

    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static String support;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-27T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        support = composite("Support", "");
        nested();
        unitsAndTags();
        minimum();
        server.advanceTo("2025-02-10T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String made(String path, String body) {
        return api.post(path, body).ok().at("/data/id").stringValue();
    }

    private static String composite(String name, String more) {
        return made(PRODUCTS + "create", """
            {'name': '%s', 'type': 'COMPOSITE', 'composite_product_ids': ['%s']%s}\
            """.formatted(name, account.usageProduct, more));
    }

    private static String card(String more) {
        String card = made(CARDS + "create", "{'name': 'Card'" + more + "}");
        rate(card, account.usageProduct, "'rate_type': 'FLAT', 'price': 10");
        return card;
    }

    private static void rate(String card, String product, String terms) {
        api.post(CARDS + "addRate", rateBody(card, product, terms)).ok();
    }

    private static String rateBody(String card, String product, String terms) {
        return """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true, %s}\
            """.formatted(card, product, terms);
    }

    private static AccountFixture.Customer contract(String name, String card, String more) {
        AccountFixture.Customer customer = account.customer(name);
        CUSTOMERS.put(name, customer);
        CONTRACTS.put(name, made("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'}%s}\
            """.formatted(customer.id(), card, customer.stripe(), more)));
        return customer;
    }

    /** Tax is ten percent of usage and of support, which a contract lowers to five percent from the 11th on. */
    private static void nested() {
        String card = card("");
        rate(card, support, "'rate_type': 'PERCENTAGE', 'price': 0.1");
        rate(
                card,
                made(PRODUCTS + "create", """
                    {'name': 'Tax', 'type': 'COMPOSITE', 'composite_product_ids': ['%s', '%s'],
                     'include_composite_spend': true}\
                    """.formatted(account.usageProduct, support)),
                "'rate_type': 'TIERED_PERCENTAGE', 'tiers': [{'size': 1000, 'price': 0.1}, {'price': 0.2}]");
        AccountFixture.Customer customer =
                contract("nested", card, """
                    , 'overrides': [{'product_id': '%s', 'starting_at': '2025-01-11T00:00:00Z', 'multiplier': 0.5}],
                     'credits': [{'product_id': '%s', 'name': 'Help', 'priority': 1, 'applicable_product_ids': ['%s'],
                       'access_schedule': {'schedule_items': [{'amount': 70, 'starting_at': '2025-01-21T00:00:00Z',
                       'ending_before': '2026-01-01T00:00:00Z'}]}}]\
                    """.formatted(support, account.fixedProduct, support));
        customer.use("n1", "2025-01-05T00:00:00Z", 50);
        customer.use("n2", "2025-01-15T00:00:00Z", 100);
        customer.use("n3", "2025-01-25T00:00:00Z", 200);
    }

    /** Fees are a quarter of what is spent in credits of 2 cents, on products with a tag. */
    private static void unitsAndTags() {
        String unit = made("/downbeat/v1/creditTypes", "{'name': 'AI credits'}");
        String card = made(CARDS + "create", """
            {'name': 'AI', 'credit_type_conversions': [{'custom_credit_type_id': '%s', 'fiat_per_custom_credit': 2}]}\
            """.formatted(unit));
        String tagged = made(PRODUCTS + "create", """
            {'name': 'Tagged', 'type': 'USAGE', 'billable_metric_id': '%s', 'tags': ['ai']}\
            """.formatted(account.metric));
        rate(card, tagged, "'rate_type': 'FLAT', 'price': 3, 'credit_type_id': '" + unit + "'");
        rate(
                card,
                made(
                        PRODUCTS + "create",
                        "{'name': 'Fees', 'type': 'COMPOSITE', 'composite_tags': ['ai'], 'exclude_free_usage': true}"),
                "'rate_type': 'PERCENTAGE', 'price': 0.25");
        contract("tagged", card, "").use("u1", "2025-01-05T00:00:00Z", 10);
    }

    private static void minimum() {
        String card = card("");
        rate(card, support, "'rate_type': 'PERCENTAGE', 'price': 0.1, 'minimum_config': {'minimum': 500}");
        contract("idle", card, "");
        AccountFixture.Customer paid = contract("paid", card, """
            , 'credits': [{'product_id': '%s', 'name': 'Help', 'priority': 1, 'applicable_product_ids': ['%s'],
               'access_schedule': {'schedule_items': [{'amount': 150, 'starting_at': '2025-01-01T00:00:00Z',
               'ending_before': '2026-01-01T00:00:00Z'}]}}]\
            """.formatted(account.fixedProduct, support));
        paid.use("m1", "2025-01-05T00:00:00Z", 100);
    }

    private static JsonNode january(String customer) {
        return CUSTOMERS.get(customer).invoices().stream()
                .filter(invoice -> invoice.path("start_timestamp").asString("").startsWith("2025-01-01"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(JsonNode invoice) {
        List<String> lines = new ArrayList<>();
        invoice.get("line_items")
                .forEach(line -> lines.add(line.get("name").stringValue() + " "
                        + (line.has("quantity") ? line.get("quantity") + " x " + line.get("unit_price") + " " : "")
                        + "= " + line.get("total") + " "
                        + line.get("starting_at").stringValue().substring(5, 10) + ".."
                        + line.get("ending_before").stringValue().substring(5, 10)
                        + (line.has("tier") ? " tier " + line.at("/tier/level") : "")));
        return lines;
    }

    @Test
    void usage_is_cut_where_a_share_of_it_is_and_a_share_of_shares_adds_both_up() {
        JsonNode invoice = january("nested");
        assertThat(lines(invoice))
                .containsExactly(
                        "Use 50 x 10 = 500 01-01..01-11",
                        "Use 100 x 10 = 1000 01-11..01-21",
                        "Use 200 x 10 = 2000 01-21..02-01",
                        "Support 500 x 0.1 = 50 01-01..01-11",
                        "Tax 1000 x 0.1 = 100 01-01..02-01 tier 1",
                        "Tax 2700 x 0.2 = 540 01-01..02-01 tier 2",
                        "Support 1000 x 0.05 = 50 01-11..01-21",
                        "Support 1400 x 0.05 = 70 01-21..02-01",
                        "Help applied = -70 01-21..02-01",
                        "Support 600 x 0.05 = 30 01-21..02-01");
        assertThat(invoice.get("line_items").get(8).get("product_type").stringValue())
                .isEqualTo("CompositeProductListItem");
    }

    @Test
    void what_is_spent_in_a_unit_counts_at_its_conversion_and_tags_name_what_counts() {
        assertThat(lines(january("tagged")))
                .containsExactly(
                        "Tagged 10 x 3 = 30 01-01..02-01",
                        "Fees 60 x 0.25 = 15 01-01..02-01",
                        "AI credits 30 x 2 = 60 01-01..02-01");
        assertThat(january("tagged").get("total").decimalValue()).isEqualByComparingTo("75");
    }

    @Test
    void a_minimum_is_owed_without_any_usage_and_a_balance_pays_it_as_it_pays_the_share() {
        assertThat(lines(january("idle")))
                .containsExactly(
                        "Use 0 x 10 = 0 01-01..02-01",
                        "Support 0 x 0.1 = 0 01-01..02-01",
                        "Support minimum 1 x 500 = 500 01-01..02-01");
        assertThat(lines(january("paid")))
                .containsExactly(
                        "Use 100 x 10 = 1000 01-01..02-01",
                        "Support 1000 x 0.1 = 100 01-01..02-01",
                        "Help applied = -100 01-01..02-01",
                        "Support minimum 0.125 x 400 = 50 01-01..02-01",
                        "Help applied = -50 01-01..02-01",
                        "Support minimum 0.875 x 400 = 350 01-01..02-01");
        assertThat(january("paid").get("total").decimalValue()).isEqualByComparingTo("1350");
    }

    @Test
    void windows_add_up_to_shares_and_minimums() {
        for (String customer : List.of("nested", "tagged", "idle", "paid")) {
            JsonNode windows = api.get(
                            "/v1/customers/" + CUSTOMERS.get(customer).id()
                                    + "/invoices/breakdowns?starting_on=2025-01-01T00:00:00Z&ending_before=2025-02-01T00:00:00Z")
                    .ok()
                    .get("data");
            BigDecimal sum = BigDecimal.ZERO;
            for (JsonNode window : windows) {
                sum = sum.add(window.get("total").decimalValue());
            }
            assertThat(sum)
                    .as(customer)
                    .isEqualByComparingTo(january(customer).get("total").decimalValue());
        }
        assertThat(api.post("/downbeat/v1/verify", "{}").ok().get("violations")).isEmpty();
    }

    @Test
    void schedules_show_shares_and_minimums() {
        JsonNode rate = api.post("/v1/contracts/getContractRateSchedule", """
            {'customer_id': '%s', 'contract_id': '%s', 'at': '2025-01-20T00:00:00Z', 'selectors': [{'product_id': '%s'}]}\
            """.formatted(
                                CUSTOMERS.get("idle").id(), CONTRACTS.get("idle"), support))
                .ok()
                .at("/data/0/list_rate");
        assertThat(rate.get("rate_type").stringValue()).isEqualTo("PERCENTAGE");
        assertThat(rate.get("price").decimalValue()).isEqualByComparingTo("0.1");
        assertThat(rate.at("/minimum_config/minimum").decimalValue()).isEqualByComparingTo("500");
        JsonNode overridden = api.post("/v1/contracts/getContractRateSchedule", """
            {'customer_id': '%s', 'contract_id': '%s', 'at': '2025-01-20T00:00:00Z', 'selectors': [{'product_id': '%s'}]}\
            """.formatted(
                                CUSTOMERS.get("nested").id(), CONTRACTS.get("nested"), support))
                .ok()
                .at("/data/0/override_rate");
        assertThat(overridden.get("price").decimalValue()).isEqualByComparingTo("0.05");
    }

    @Test
    void what_makes_no_share_is_refused() {
        String card = card("");
        assertThat(api.post(
                                CARDS + "addRate",
                                rateBody(card, account.usageProduct, "'rate_type': 'PERCENTAGE', 'price': 0.1"))
                        .refused(400))
                .isEqualTo("rate_type: PERCENTAGE is for COMPOSITE products; use FLAT or TIERED");
        assertThat(api.post(CARDS + "addRate", rateBody(card, support, "'rate_type': 'FLAT', 'price': 1"))
                        .refused(400))
                .startsWith("rate_type: FLAT is for USAGE products");
        assertThat(api.post(
                                CARDS + "addRate",
                                rateBody(
                                        card,
                                        support,
                                        "'rate_type': 'PERCENTAGE', 'price': 1, 'commit_rate': {'rate_type': 'FLAT',"
                                                + " 'price': 1}"))
                        .refused(400))
                .startsWith("commit_rate: is for USAGE products only");
        assertThat(api.post(
                                CARDS + "addRate",
                                rateBody(
                                        card,
                                        account.usageProduct,
                                        "'rate_type': 'FLAT', 'price': 1, 'minimum_config': {'minimum': 1}"))
                        .refused(400))
                .startsWith("minimum_config:");
        assertThat(api.post("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'overrides': [
              {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'overwrite_rate': {'rate_type': 'FLAT',
               'price': 1}}]}\
            """.formatted(
                                        CUSTOMERS.get("idle").id(), card, support))
                        .refused(400))
                .startsWith("overrides[0].product_id:");
    }

    @Test
    void no_product_is_a_share_of_itself_or_of_nothing() {
        assertThat(api.post(PRODUCTS + "create", "{'name': 'x', 'type': 'COMPOSITE'}")
                        .refused(400))
                .startsWith("composite_product_ids:");
        assertThat(api.post(PRODUCTS + "create", """
            {'name': 'x', 'type': 'COMPOSITE', 'composite_product_ids': ['%s']}\
            """.formatted(account.fixedProduct))
                        .refused(400))
                .startsWith("composite_product_ids:");
        assertThat(api.post(PRODUCTS + "create", """
            {'name': 'x', 'type': 'COMPOSITE', 'composite_tags': ['own'], 'tags': ['own'],
             'include_composite_spend': true}\
            """).refused(400)).startsWith("composite_tags:");
        String inner = composite("Inner", "");
        String outer = made(PRODUCTS + "create", """
            {'name': 'Outer', 'type': 'COMPOSITE', 'composite_product_ids': ['%s'], 'include_composite_spend': true}\
            """.formatted(inner));
        assertThat(api.post(PRODUCTS + "update", """
            {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'composite_product_ids': ['%s'],
             'include_composite_spend': true}\
            """.formatted(inner, outer)).refused(400))
                .startsWith("composite_product_ids: the product would be a share of itself");
    }
}
