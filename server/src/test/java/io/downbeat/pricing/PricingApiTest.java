package io.downbeat.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.PriceEngine;
import io.downbeat.pricing.rates.Terms;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Products, rate cards and rates as a client meets them. */
class PricingApiTest {
    private static final String PRODUCTS = "/v1/contract-pricing/products/";
    private static final String CARDS = "/v1/contract-pricing/rate-cards/";
    private static final UUID METRIC = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final String EUR = "8259f91d-96bf-4d9a-b6fd-9cc2f2045d7b";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-03-01T00:00:00Z");
        JdbcClient.create(server.database().dataSource())
                .sql("""
                    INSERT INTO billable_metric (id, name, aggregation_type, event_type_filter, property_filters,
                                                 group_keys, custom_fields, created_at)
                    VALUES (:id, 'tokens', 'COUNT', '{"in_values": [], "not_in_values": []}', '[]', '[["region"], ["region", "model"]]', '{}', now())
                    """)
                .param("id", METRIC)
                .update();
        AccountFixture.registerKey(server.api(), "owner", "contract_product");
        AccountFixture.registerKey(server.api(), "a", "contract_product");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode ok(String path, String body) {
        return server.api().post(path, body).ok().get("data");
    }

    private static String refused(String path, String body) {
        return server.api().post(path, body).refused(400);
    }

    private static String product(String more) {
        return ok(
                        PRODUCTS + "create",
                        "{'name': 'Tokens', 'type': 'USAGE', 'billable_metric_id': '%s'%s}".formatted(METRIC, more))
                .get("id")
                .stringValue();
    }

    private static String card(String more) {
        return ok(CARDS + "create", "{'name': 'Standard'" + more + "}")
                .get("id")
                .stringValue();
    }

    private static String flat(String card, String product, String startingAt, String price, String more) {
        return """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '%s', 'entitled': true, 'rate_type': 'FLAT',
             'price': %s%s}\
            """.formatted(card, product, startingAt, price, more);
    }

    private static JsonNode currentOf(String product) {
        return ok(PRODUCTS + "get", "{'id': '" + product + "'}").get("current");
    }

    @Test
    void a_product_comes_back_as_it_was_made() {
        String id = product("""
            , 'netsuite_internal_item_id': '42', 'tags': ['ai'], 'custom_fields': {'owner': 'ml'},
            'pricing_group_key': ['region'], 'presentation_group_key': ['model'],
            'quantity_conversion': {'conversion_factor': 1000, 'operation': 'divide', 'name': 'thousands'},
            'quantity_rounding': {'decimal_places': 2, 'rounding_method': 'ROUND_HALF_UP'}\
            """);
        JsonNode product = ok(PRODUCTS + "get", "{'id': '" + id + "'}");

        assertThat(product.get("type").stringValue()).isEqualTo("USAGE");
        assertThat(product.get("current")).isEqualTo(product.get("initial"));
        assertThat(product.get("updates")).isEmpty();
        assertThat(product.get("custom_fields").toString()).isEqualTo("{\"owner\":\"ml\"}");
        JsonNode current = product.get("current");
        assertThat(current.get("name").stringValue()).isEqualTo("Tokens");
        assertThat(current.get("billable_metric_id").stringValue()).isEqualTo(METRIC.toString());
        assertThat(current.get("netsuite_internal_item_id").stringValue()).isEqualTo("42");
        assertThat(current.get("created_at").stringValue()).isEqualTo("2025-03-01T00:00:00.000Z");
        assertThat(current.get("created_by").stringValue()).isNotEmpty();
        assertThat(current.get("quantity_conversion").get("conversion_factor").decimalValue())
                .isEqualByComparingTo("1000");
        assertThat(current.get("quantity_conversion").get("operation").stringValue())
                .isEqualTo("DIVIDE");
        assertThat(current.get("quantity_rounding").get("rounding_method").stringValue())
                .isEqualTo("ROUND_HALF_UP");
        assertThat(current.get("pricing_group_key").toString()).isEqualTo("[\"region\"]");
    }

    @Test
    void work_that_is_billed_on_request_is_a_product_without_a_rate() {
        for (String type : List.of("PRO_SERVICE", "professional_service")) {
            String id = ok(PRODUCTS + "create", "{'name': 'Onboarding', 'type': '" + type + "'}")
                    .get("id")
                    .stringValue();
            assertThat(ok(PRODUCTS + "get", "{'id': '" + id + "'}").get("type").stringValue())
                    .isEqualTo("PRO_SERVICE");
            assertThat(refused(CARDS + "addRate", flat(card(""), id, "2025-01-01T00:00:00Z", "1", "")))
                    .isEqualTo("product_id: a PRO_SERVICE product has no rate; bill it as a professional service");
            assertThat(refused(
                            PRODUCTS + "create",
                            "{'name': 'Share', 'type': 'COMPOSITE', 'composite_product_ids': ['" + id + "']}"))
                    .isEqualTo("composite_product_ids: a PRO_SERVICE product has no usage to be a share of: " + id);
        }
    }

    @Test
    void a_fixed_product_needs_only_a_name() {
        String id = ok(PRODUCTS + "create", "{'name': 'Platform fee', 'type': 'FIXED'}")
                .get("id")
                .stringValue();
        assertThat(ok(PRODUCTS + "get", "{'id': '" + id + "'}").get("type").stringValue())
                .isEqualTo("FIXED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type': 'USAGE' | billable_metric_id",
                "'type': 'USAGE', 'billable_metric_id': '0190a000-0000-7000-8000-0000000000ff' | billable_metric_id",
                "'type': 'COMPOSITE' | composite_product_ids",
                "'type': 'SUBSCRIPTION', 'pricing_group_key': ['region'] | pricing_group_key",
                "'type': 'PRO_SERVICE', 'pricing_group_key': ['region'] | pricing_group_key",
                "'type': 'GIFT' | type",
                "'type': 7 | type",
                "'type': 'FIXED', 'composite_tags': ['a'] | composite_tags",
                "'type': 'FIXED', 'exclude_free_usage': true | exclude_free_usage",
                "'type': 'FIXED', 'pricing_group_key': ['region'] | pricing_group_key",
                "'type': 'FIXED', 'billable_metric_id': '0190a000-0000-7000-8000-000000000001' | billable_metric_id",
                "'type': 'FIXED', 'tag': [] | tag",
                "'type': 'FIXED', 'custom_fields': {'a': 1} | custom_fields.a",
                "'type': 'USAGE', 'billable_metric_id': '0190a000-0000-7000-8000-000000000001', 'quantity_conversion':"
                        + " {'conversion_factor': 0, 'operation': 'DIVIDE'} | quantity_conversion.conversion_factor",
                "'type': 'USAGE', 'billable_metric_id': '0190a000-0000-7000-8000-000000000001', 'quantity_rounding':"
                        + " {'decimal_places': -1, 'rounding_method': 'ROUND_UP'} | quantity_rounding.decimal_places",
                "'type': 'USAGE', 'billable_metric_id': '0190a000-0000-7000-8000-000000000001', 'quantity_rounding':"
                        + " {'decimal_places': 0.5, 'rounding_method': 'ROUND_UP'} | quantity_rounding.decimal_places",
                "'type': 'USAGE', 'billable_metric_id': '0190a000-0000-7000-8000-000000000001', 'pricing_group_key':"
                        + " ['model', 'tier'] | pricing_group_key",
                "'type': 'USAGE', 'billable_metric_id': '0190a000-0000-7000-8000-000000000001',"
                        + " 'presentation_group_key': ['region', 'region'] | presentation_group_key"
            })
    void a_product_that_cannot_be_priced_is_refused_by_its_field(String fields, String field) {
        assertThat(refused(PRODUCTS + "create", "{'name': 'No', " + fields + "}"))
                .startsWith(field + ":");
    }

    @Test
    void an_update_counts_from_its_start_and_the_newest_word_wins() {
        String id = product("");
        String update = "{'product_id': '" + id + "', 'starting_at': '%s', 'name': '%s'}";
        ok(PRODUCTS + "update", update.formatted("2025-02-01T00:00:00Z", "February"));
        ok(PRODUCTS + "update", update.formatted("2025-04-01T00:00:00Z", "April"));
        ok(PRODUCTS + "update", update.formatted("2025-01-01T00:00:00Z", "January"));

        JsonNode product = ok(PRODUCTS + "get", "{'id': '" + id + "'}");
        assertThat(product.get("initial").get("name").stringValue()).isEqualTo("Tokens");
        assertThat(product.get("current").get("name").stringValue()).isEqualTo("January");
        assertThat(product.get("current").get("starting_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(product.get("current").get("billable_metric_id").stringValue())
                .isEqualTo(METRIC.toString());
        assertThat(product.get("updates")).hasSize(3);
        assertThat(product.get("updates").get(0).has("billable_metric_id")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2025-02-01T00:00:00.001Z", "2025-02-01T00:30:00Z", "2025-02-01T00:00:00+05:30"})
    void an_update_off_the_hour_is_refused(String startingAt) {
        String body = "{'product_id': '" + product("") + "', 'starting_at': '" + startingAt + "', 'name': 'x'}";
        assertThat(refused(PRODUCTS + "update", body))
                .startsWith("starting_at:")
                .contains("on an hour boundary");
    }

    @Test
    void a_conversion_can_be_taken_away() {
        String id = product(", 'quantity_conversion': {'conversion_factor': 2, 'operation': 'MULTIPLY'}");
        assertThat(currentOf(id).hasNonNull("quantity_conversion")).isTrue();
        ok(PRODUCTS + "update", """
            {'product_id': '%s', 'starting_at': '2025-02-01T00:00:00Z', 'quantity_conversion': null}\
            """.formatted(id));
        assertThat(currentOf(id).hasNonNull("quantity_conversion")).isFalse();
    }

    @Test
    void products_are_listed_page_by_page_and_archived_ones_apart() {
        String kept = product("");
        String archived = product("");
        ok(PRODUCTS + "archive", "{'product_id': '" + archived + "'}");
        ok(PRODUCTS + "archive", "{'product_id': '" + archived + "'}");

        assertThat(all(PRODUCTS + "list", "{}")).contains(kept).doesNotContain(archived);
        assertThat(all(PRODUCTS + "list", "{'archive_filter': 'ARCHIVED'}"))
                .contains(archived)
                .doesNotContain(kept);
        assertThat(all(PRODUCTS + "list", "{'archive_filter': 'ALL'}"))
                .contains(kept, archived)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    private static List<String> all(String path, String body) {
        List<String> ids = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = server.api().post(path + "?limit=2" + token, body).ok();
            page.get("data").forEach(row -> ids.add(row.get("id").stringValue()));
            token = page.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + page.get("next_page").stringValue();
        } while (!token.isEmpty());
        return ids;
    }

    @Test
    void what_does_not_exist_is_404() {
        String nobody = "0190a000-0000-7000-8000-0000000000ff";
        server.api().post(PRODUCTS + "get", "{'id': '" + nobody + "'}").refused(404);
        server.api()
                .post(PRODUCTS + "archive", "{'product_id': '" + nobody + "'}")
                .refused(404);
        server.api().post(CARDS + "get", "{'id': '" + nobody + "'}").refused(404);
        server.api().post(CARDS + "archive", "{'id': '" + nobody + "'}").refused(404);
        server.api()
                .post(CARDS + "update", "{'rate_card_id': '" + nobody + "'}")
                .refused(404);
        server.api()
                .post(CARDS + "getRates", "{'rate_card_id': '" + nobody + "', 'at': '2025-01-01T00:00:00Z'}")
                .refused(404);
        server.api()
                .post(CARDS + "addRate", flat(nobody, nobody, "2025-01-01T00:00:00Z", "1", ""))
                .refused(404);
    }

    @Test
    void a_rate_card_is_in_us_cents_unless_it_says_otherwise() {
        JsonNode dollars = ok(CARDS + "get", "{'id': '" + card("") + "'}");
        assertThat(dollars.get("fiat_credit_type").toString())
                .isEqualTo("{\"id\":\"2714e483-4ff1-48e4-9e25-ac732e8f24f2\",\"name\":\"USD (cents)\"}");
        JsonNode euros = ok(CARDS + "get", "{'id': '" + card(", 'fiat_credit_type_id': '" + EUR + "'") + "'}");
        assertThat(euros.get("fiat_credit_type").get("name").stringValue()).isEqualTo("EUR");
        assertThat(refused(CARDS + "create", "{'name': 'x', 'fiat_credit_type_id': '" + METRIC + "'}"))
                .startsWith("fiat_credit_type_id:");
        assertThat(refused(CARDS + "create", """
            {'name': 'x', 'credit_type_conversions': [{'custom_credit_type_id': '%s', 'fiat_per_custom_credit': 1}]}\
            """.formatted(METRIC)))
                .startsWith("credit_type_conversions[0].custom_credit_type_id:");
    }

    @Test
    void a_cards_terms_can_be_changed_and_what_is_not_named_stays() {
        String id = card(", 'description': 'kept', 'aliases': [{'name': 'first'}]");
        ok(CARDS + "update", "{'rate_card_id': '" + id + "', 'name': 'Renamed'}");
        JsonNode card = ok(CARDS + "get", "{'id': '" + id + "'}");
        assertThat(card.get("name").stringValue()).isEqualTo("Renamed");
        assertThat(card.get("description").stringValue()).isEqualTo("kept");
        assertThat(card.get("aliases").toString()).isEqualTo("[{\"name\":\"first\"}]");

        ok(CARDS + "update", "{'rate_card_id': '" + id + "', 'aliases': []}");
        assertThat(ok(CARDS + "get", "{'id': '" + id + "'}").get("aliases")).isEmpty();
    }

    @Test
    void an_archived_card_is_read_but_not_listed() {
        String id = card("");
        assertThat(all(CARDS + "list", "")).contains(id);
        ok(CARDS + "archive", "{'id': '" + id + "'}");
        assertThat(all(CARDS + "list", "{}")).doesNotContain(id);
        assertThat(ok(CARDS + "get", "{'id': '" + id + "'}").get("archived_at").stringValue())
                .isEqualTo("2025-03-01T00:00:00.000Z");
    }

    @Test
    void a_rate_answers_as_it_was_added() {
        String product = product(", 'pricing_group_key': ['region']");
        JsonNode rate = ok(
                CARDS + "addRate",
                flat(
                        card(""),
                        product,
                        "2025-01-01T00:00:00Z",
                        "0.0125",
                        ", 'pricing_group_values': {'region': 'eu'}"));
        assertThat(rate.get("rate_type").stringValue()).isEqualTo("FLAT");
        assertThat(rate.get("price").decimalValue()).isEqualByComparingTo("0.0125");
        assertThat(rate.get("pricing_group_values").toString()).isEqualTo("{\"region\":\"eu\"}");
        assertThat(rate.get("credit_type").get("name").stringValue()).isEqualTo("USD (cents)");
    }

    @Test
    void a_commit_rate_is_added_and_shown_with_its_list_rate_and_may_have_tiers_of_its_own() {
        String card = card("");
        String product = product("");
        JsonNode added = ok(
                CARDS + "addRate",
                flat(
                        card,
                        product,
                        "2025-01-01T00:00:00Z",
                        "10",
                        ", 'commit_rate': {'rate_type': 'TIERED', 'tiers': [{'size': 50, 'price': 9}, {'price': 5}]}"));
        String shown = "{'rate_type':'TIERED','tiers':[{'size':50,'price':9},{'price':5}]}".replace('\'', '"');
        assertThat(added.get("price").intValue()).isEqualTo(10);
        assertThat(added.get("commit_rate").toString()).isEqualTo(shown);
        String at = "{'rate_card_id': '" + card + "', 'at': '2025-01-01T00:00:00Z'}";
        JsonNode row = server.api().post(CARDS + "getRates", at).ok().at("/data/0");
        assertThat(row.get("commit_rate").toString()).isEqualTo(shown);

        ok(CARDS + "addRate", flat(card, product, "2025-01-01T00:00:00Z", "10", ""));
        assertThat(server.api().post(CARDS + "getRates", at).ok().at("/data/0").has("commit_rate"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'rate_type': 'PERCENTAGE', 'price': 0.5 | rate_type",
                "'rate_type': 'SUBSCRIPTION', 'price': 1 | rate_type",
                "'rate_type': 'TIERED_PERCENTAGE', 'tiers': [{'price': 1}] | rate_type",
                "'rate_type': 'CUSTOM' | rate_type",
                "'rate_type': 'FREE' | rate_type",
                "'rate_type': 'FLAT' | price",
                "'rate_type': 'FLAT', 'price': -0.01 | price",
                "'rate_type': 'FLAT', 'price': '1' | price",
                "'rate_type': 'FLAT', 'price': 1, 'tiers': [] | tiers",
                "'rate_type': 'FLAT', 'price': 1, 'commit_rate': {'price': 1} | commit_rate.rate_type",
                "'rate_type': 'FLAT', 'price': 1, 'commit_rate': {'rate_type': 'FLAT', 'price': -1} |"
                        + " commit_rate.price",
                "'rate_type': 'FLAT', 'price': 1, 'commit_rate': {'rate_type': 'PERCENTAGE', 'price': 1} |"
                        + " commit_rate.rate_type",
                "'rate_type': 'FLAT', 'price': 1, 'commit_rate': {'rate_type': 'FLAT', 'price': 1, 'credit_type_id':"
                        + " 'x'} | commit_rate.credit_type_id",
                "'rate_type': 'FLAT', 'price': 1, 'billing_frequency': 'MONTHLY' | billing_frequency",
                "'rate_type': 'FLAT', 'price': 1, 'credit_type_id': '8259f91d-96bf-4d9a-b6fd-9cc2f2045d7b' |"
                        + " credit_type_id",
                "'rate_type': 'FLAT', 'price': 1, 'pricing_group_values': {'region': 'eu'} | pricing_group_values",
                "'rate_type': 'FLAT', 'price': 1, 'ending_before': '2025-01-01T00:00:00Z' | ending_before",
                "'rate_type': 'FLAT', 'price': 1, 'ending_before': '2025-01-01T00:59:59Z' | ending_before",
                "'rate_type': 'FLAT', 'price': 1, 'prices': 1 | prices",
                "'rate_type': 'TIERED', 'tiers': [] | tiers",
                "'rate_type': 'TIERED' | tiers",
                "'rate_type': 'TIERED', 'price': 1, 'tiers': [{'price': 1}] | price",
                "'rate_type': 'TIERED', 'tiers': [{'size': 5, 'price': 1}] | tiers[0].size",
                "'rate_type': 'TIERED', 'tiers': [{'price': 1}, {'price': 2}] | tiers[0].size",
                "'rate_type': 'TIERED', 'tiers': [{'size': 0, 'price': 1}, {'price': 2}] | tiers[0].size",
                "'rate_type': 'TIERED', 'tiers': [{'size': 1, 'price': 1}, {'price': -2}] | tiers[1].price"
            })
    void a_rate_that_is_not_understood_is_refused_by_its_field(String fields, String field) {
        String card = card("");
        String body = """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true, %s}\
            """.formatted(card, product(""), fields);
        assertThat(refused(CARDS + "addRate", body)).startsWith(field + ":");
        assertThat(rates(card, "2025-01-01T00:00:00Z", "")).isEmpty();
    }

    @Test
    void a_rate_needs_a_metered_product_in_use_and_all_its_group_values() {
        String card = card("");
        String fixed = ok(PRODUCTS + "create", "{'name': 'Fee', 'type': 'FIXED'}")
                .get("id")
                .stringValue();
        String archived = product("");
        ok(PRODUCTS + "archive", "{'product_id': '" + archived + "'}");
        String grouped = product(", 'pricing_group_key': ['region', 'model']");
        for (String product : List.of(fixed, archived, METRIC.toString())) {
            assertThat(refused(CARDS + "addRate", flat(card, product, "2025-01-01T00:00:00Z", "1", "")))
                    .startsWith("product_id:");
        }
        assertThat(refused(CARDS + "addRate", flat(card, grouped, "2025-01-01T00:00:00Z", "1", "")))
                .startsWith("pricing_group_values:");
        assertThat(refused(
                        CARDS + "addRate",
                        flat(card, grouped, "2025-01-01T00:00:00Z", "1", ", 'pricing_group_values': {'region': 'eu'}")))
                .startsWith("pricing_group_values:");
    }

    @Test
    void of_many_rates_one_wrong_leaves_none() {
        String card = card("");
        String product = product("");
        String body = """
            {'rate_card_id': '%s', 'rates': [
              {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true, 'rate_type': 'FLAT', 'price': 1},
              {'product_id': '%s', 'starting_at': '%s', 'entitled': true, 'rate_type': 'FLAT', 'price': 2}]}\
            """;
        assertThat(refused(CARDS + "addRates", body.formatted(card, product, product, "2025-02-01T00:00:01Z")))
                .startsWith("rates[1].starting_at:");
        assertThat(refused(CARDS + "addRates", body.formatted(card, product, product, "2025-01-01T00:00:00Z")))
                .startsWith("rates[1].starting_at:")
                .contains("rates[0]");
        assertThat(refused(CARDS + "addRates", body.formatted(card, product, METRIC, "2025-02-01T00:00:00Z")))
                .startsWith("rates[1].product_id:");
        assertThat(rates(card, "2025-02-01T00:00:00Z", "")).isEmpty();

        ok(CARDS + "addRates", body.formatted(card, product, product, "2025-02-01T00:00:00Z"));
        assertThat(rates(card, "2025-01-31T23:59:59Z", "")).hasSize(1);
    }

    private static List<JsonNode> rates(String card, String at, String more) {
        return rows(CARDS + "getRates", "{'rate_card_id': '" + card + "', 'at': '" + at + "'" + more + "}");
    }

    private static List<JsonNode> rows(String path, String body) {
        List<JsonNode> rows = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = server.api().post(path + "?limit=1" + token, body).ok();
            StreamSupport.stream(page.get("data").spliterator(), false).forEach(rows::add);
            token = page.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + page.get("next_page").stringValue();
        } while (!token.isEmpty());
        return rows;
    }

    private static List<String> prices(List<JsonNode> rows) {
        return rows.stream()
                .map(row -> row.get("rate").get("price").decimalValue().toPlainString())
                .toList();
    }

    @Test
    void a_rate_holds_from_its_start_until_the_next_and_can_be_replaced() {
        String card = card("");
        String product = product(", 'tags': ['ai'], 'custom_fields': {'a': 'b'}");
        ok(CARDS + "addRate", flat(card, product, "2025-01-01T00:00:00Z", "1", ""));
        ok(CARDS + "addRate", flat(card, product, "2025-02-01T00:00:00Z", "7", ""));
        ok(CARDS + "addRate", flat(card, product, "2025-02-01T00:00:00Z", "2", ""));

        assertThat(rates(card, "2024-12-31T23:59:59Z", "")).isEmpty();
        assertThat(prices(rates(card, "2025-01-01T00:00:00Z", ""))).containsExactly("1");
        assertThat(prices(rates(card, "2025-01-31T23:59:59Z", ""))).containsExactly("1");
        assertThat(prices(rates(card, "2025-02-01T00:00:00Z", ""))).containsExactly("2");

        JsonNode row = rates(card, "2025-01-15T00:00:00Z", "").getFirst();
        assertThat(row.get("product_id").stringValue()).isEqualTo(product);
        assertThat(row.get("product_name").stringValue()).isEqualTo("Tokens");
        assertThat(row.get("product_tags").toString()).isEqualTo("[\"ai\"]");
        assertThat(row.get("product_custom_fields").toString()).isEqualTo("{\"a\":\"b\"}");
        assertThat(row.get("entitled").booleanValue()).isTrue();
        assertThat(row.get("starting_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(row.get("ending_before").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
    }

    @Test
    void the_schedule_shows_what_holds_inside_a_window() {
        String card = card("");
        String product = product("");
        ok(CARDS + "addRate", flat(card, product, "2025-01-01T00:00:00Z", "1", ""));
        ok(
                CARDS + "addRate",
                flat(card, product, "2025-02-01T00:00:00Z", "2", ", 'ending_before': '2025-03-01T00:00:00Z'"));
        String window = "{'rate_card_id': '" + card + "', 'starting_at': '%s', 'ending_before': '%s'}";

        assertThat(prices(rows(
                        CARDS + "getRateSchedule",
                        "{'rate_card_id': '" + card + "', 'starting_at': '2024-01-01T00:00:00Z'}")))
                .containsExactly("1", "2", "1");
        assertThat(prices(rows(
                        CARDS + "getRateSchedule", window.formatted("2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z"))))
                .containsExactly("2");
        assertThat(prices(rows(
                        CARDS + "getRateSchedule", window.formatted("2025-01-31T23:00:00Z", "2025-03-01T01:00:00Z"))))
                .containsExactly("1", "2", "1");
    }

    @Test
    void rates_are_selected_by_product_group_and_tag() {
        String card = card("");
        String tagged = product(", 'tags': ['ai']");
        String grouped = product(", 'pricing_group_key': ['region', 'model']");
        ok(CARDS + "addRate", flat(card, tagged, "2025-01-01T00:00:00Z", "1", ""));
        String values = ", 'pricing_group_values': {'region': '%s', 'model': 'large'}";
        ok(CARDS + "addRate", flat(card, grouped, "2025-01-01T00:00:00Z", "2", values.formatted("eu")));
        ok(CARDS + "addRate", flat(card, grouped, "2025-01-01T00:00:00Z", "3", values.formatted("us")));

        assertThat(select(card, "{'product_id': '" + tagged + "'}")).containsExactly("1");
        assertThat(select(card, "{'product_tags': ['other', 'ai']}")).containsExactly("1");
        assertThat(select(card, "{'partial_pricing_group_values': {'model': 'large'}}"))
                .containsExactly("2", "3");
        assertThat(select(card, "{'pricing_group_values': {'model': 'large'}}")).isEmpty();
        assertThat(select(card, "{'pricing_group_values': {'model': 'large', 'region': 'us'}}"))
                .containsExactly("3");
        assertThat(select(
                        card,
                        "{'product_id': '" + tagged
                                + "'}, {'pricing_group_values': {'model': 'large', 'region': 'us'}}"))
                .containsExactly("1", "3");
        assertThat(select(card, "{'billing_frequency': 'MONTHLY'}")).isEmpty();
    }

    private static List<String> select(String card, String selectors) {
        return prices(rates(card, "2025-01-01T00:00:00Z", ", 'selectors': [" + selectors + "]"));
    }

    @Test
    void a_product_keeps_the_group_key_its_rates_are_priced_by() {
        String card = card("");
        String product = product(", 'pricing_group_key': ['region']");
        String eu = ", 'pricing_group_values': {'region': 'eu'}%s";
        ok(CARDS + "addRate", flat(card, product, "2025-01-01T00:00:00Z", "1", eu.formatted("")));
        String update =
                "{'product_id': '" + product + "', 'starting_at': '2025-04-01T00:00:00Z', 'pricing_group_key': []}";
        assertThat(refused(PRODUCTS + "update", update)).startsWith("pricing_group_key:");

        ok(
                CARDS + "addRate",
                flat(
                        card,
                        product,
                        "2025-01-01T00:00:00Z",
                        "1",
                        eu.formatted(", 'ending_before': '2025-04-01T00:00:00Z'")));
        ok(PRODUCTS + "update", update);
        ok(CARDS + "addRate", flat(card, product, "2025-04-01T00:00:00Z", "2", ""));
    }

    @Test
    void a_price_book_follows_every_change() {
        String card = card("");
        String product = product("");
        Pricing pricing = server.bean(Pricing.class);
        RateCardId id = new RateCardId(UUID.fromString(card));
        ServicePeriod march =
                new ServicePeriod(Instant.parse("2025-03-01T00:00:00Z"), Instant.parse("2025-04-01T00:00:00Z"));
        assertThat(pricing.priceBook(id).usageTerms(march)).isEmpty();

        ok(CARDS + "addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'TIERED', 'tiers': [{'size': 5, 'price': 0}, {'size': 5, 'price': 100}, {'price': 150}]}\
            """.formatted(card, product));
        UsageTerm term = pricing.priceBook(id).usageTerms(march).getFirst();
        assertThat(Terms.total(PriceEngine.price(term, new BigDecimal("12")))).isEqualByComparingTo("800");

        ok(
                PRODUCTS + "update",
                "{'product_id': '" + product + "', 'starting_at': '2025-03-01T00:00:00Z', 'name': 'Units'}");
        assertThat(pricing.priceBook(id).usageTerms(march).getFirst().product().name())
                .isEqualTo("Units");
        assertThat(pricing.product(new ProductId(UUID.fromString(product)))
                        .orElseThrow()
                        .name())
                .isEqualTo("Units");
    }

    @Test
    void currencies_are_listed_once_each_and_end_with_null() {
        List<String> names = new ArrayList<>();
        String path = "/v1/credit-types/list?limit=7";
        JsonNode page = server.api().get(path).ok();
        while (true) {
            page.get("data").forEach(row -> {
                names.add(row.get("name").stringValue());
                assertThat(row.get("is_currency").booleanValue()).isTrue();
            });
            if (page.get("next_page").isNull()) {
                break;
            }
            page = server.api()
                    .get(path + "&next_page=" + page.get("next_page").stringValue())
                    .ok();
        }
        assertThat(names)
                .hasSize(20)
                .doesNotHaveDuplicates()
                .startsWith("USD (cents)", "AUD")
                .contains("EUR", "CNY");
        assertThat(server.bean(Pricing.class)
                        .creditType(UUID.fromString(EUR))
                        .orElseThrow()
                        .decimals())
                .isEqualTo(2);
    }
}
