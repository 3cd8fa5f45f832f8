package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Which of a customer's usage a contract bills: filters as they are set, shown, refused and billed (pricing.md 15.1). */
class UsageFiltersTest {
    private static final String JANUARY = "2025-01-01T00:00:00Z";
    private static final String TENTH = "2025-01-10T00:00:00Z";

    private static TestServer server;
    private static int made;

    /** A customer with a card of one product, and a contract. */
    private record Story(Api api, String customer, String alias, String card, String contract) {

        Api.Answer filter(String from, String values) {
            return filter("region", from, values);
        }

        Api.Answer filter(String key, String from, String values) {
            return api.post("/v1/contracts/setUsageFilter", """
                {'customer_id': '%s', 'contract_id': '%s', 'group_key': '%s', 'group_values': [%s], 'starting_at': '%s'}\
                """.formatted(customer, contract, key, values, from));
        }

        /** @param groups pairs of a property and its value */
        void use(String at, String n, String... groups) {
            StringBuilder more = new StringBuilder();
            for (int i = 0; i < groups.length; i += 2) {
                more.append(", '%s': '%s'".formatted(groups[i], groups[i + 1]));
            }
            api.post("/v1/ingest", """
                [{'transaction_id': '%s', 'customer_id': '%2$s', 'event_type': '%2$s', 'timestamp': '%3$s',
                  'properties': {'n': '%4$s'%5$s}}]\
                """.formatted(UUID.randomUUID(), alias, at, n, more))
                    .ok();
        }

        void useByRegion(String at, int us, int eu, int apac) {
            use(at, "" + us, "region", "US");
            use(at, "" + eu, "region", "EU");
            use(at, "" + apac, "region", "APAC");
        }

        /** Of the invoice of a period, as quantity x price and from where. */
        List<String> lines(String period) {
            return lines(period, contract);
        }

        List<String> lines(String period, String contract) {
            List<String> lines = new ArrayList<>();
            for (JsonNode invoice : api.get("/v1/customers/" + customer + "/invoices?limit=100")
                    .ok()
                    .get("data")) {
                if (invoice.get("contract_id").stringValue().equals(contract)
                        && invoice.get("start_timestamp").stringValue().startsWith(period)) {
                    invoice.get("line_items").forEach(line -> lines.add(line(line)));
                }
            }
            return lines;
        }

        private static String line(JsonNode line) {
            String groups = line.path("presentation_group_values").isMissingNode()
                    ? ""
                    : line.get("presentation_group_values").toString().replace("\"", "") + " ";
            return groups + plain(line.get("quantity").decimalValue()) + " x "
                    + plain(line.get("unit_price").decimalValue()) + " from "
                    + line.get("starting_at").stringValue().substring(0, 10);
        }

        JsonNode contract(String version) {
            return api.post(
                            "/" + version + "/contracts/get",
                            "{'customer_id': '%s', 'contract_id': '%s'}".formatted(customer, contract))
                    .ok()
                    .get("data");
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Story story(String aggregation, String more) {
        return story(server.api(), aggregation, "['region']", "", "'rate_type': 'FLAT', 'price': 100", JANUARY, more);
    }

    private static Story story(
            Api api, String aggregation, String keys, String product, String rate, String start, String more) {
        String name = "filtered" + made++;
        String customer = id(api, "/v1/customers", "{'name': '%1$s', 'ingest_aliases': ['%1$s']}".formatted(name));
        String card = id(api, "/v1/contract-pricing/rate-cards/create", "{'name': '" + name + "'}");
        priced(api, card, name, aggregation, keys, product, rate);
        String contract = id(api, "/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s'%s}\
            """.formatted(customer, card, start, more));
        return new Story(api, customer, name, card, contract);
    }

    private static void priced(
            Api api, String card, String name, String aggregation, String keys, String product, String rate) {
        String exist = List.of("region", "model").stream()
                .filter(keys::contains)
                .map(key -> ", {'name': '" + key + "', 'exists': true}")
                .reduce("", String::concat);
        String metric = id(api, "/v1/billable-metrics/create", """
            {'name': '%1$s', 'aggregation_type': '%2$s', %3$s 'event_type_filter': {'in_values': ['%1$s']},
             'property_filters': [{'name': 'n', 'exists': true}%4$s], 'group_keys': [%5$s]}\
            """.formatted(
                        name, aggregation, aggregation.equals("COUNT") ? "" : "'aggregation_key': 'n',", exist, keys));
        String made = id(
                api,
                "/v1/contract-pricing/products/create",
                "{'name': '%s', 'type': 'USAGE', 'billable_metric_id': '%s'%s}".formatted(name, metric, product));
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true, %s}\
            """.formatted(card, made, rate))
                .ok();
    }

    private static String id(Api api, String path, String body) {
        return api.post(path, body).ok().at("/data/id").stringValue();
    }

    private static String filter(String values) {
        return ", 'usage_filter': {'group_key': 'region', 'group_values': [" + values + "]}";
    }

    @Test
    void c_118_a_month_before_the_change_has_the_old_values_and_the_next_the_new_ones() {
        try (TestServer own = TestServer.startedAt("2024-12-20T00:00:00Z")) {
            Story story = story(
                    own.api(),
                    "SUM",
                    "['region']",
                    "",
                    "'rate_type': 'FLAT', 'price': 100",
                    "2024-12-01T00:00:00Z",
                    filter("'US'"));
            story.filter(JANUARY, "'US', 'EU'").ok();
            story.useByRegion("2024-12-15T00:00:00Z", 10, 5, 3);
            own.advanceTo("2025-01-20T00:00:00Z");
            story.useByRegion("2025-01-15T00:00:00Z", 10, 5, 3);
            own.advanceTo("2025-02-03T00:00:00Z");

            assertThat(story.lines("2024-12")).containsExactly("10 x 100 from 2024-12-01");
            assertThat(story.lines("2025-01")).containsExactly("15 x 100 from 2025-01-01");
            assertThat(own.api().post("/downbeat/v1/verify", "{}").ok().get("violations"))
                    .isEmpty();

            // What is finalized stays, whatever is set afterwards.
            story.filter("2024-12-01T00:00:00Z", "'APAC'").ok();
            assertThat(story.lines("2024-12")).containsExactly("10 x 100 from 2024-12-01");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // US 4 and 9, then US 9 and EU 6 from the 10th on; what was EU's before passes never.
        "SUM, 13, 15",
        "COUNT, 2, 2",
        "MAX, 9, 0",
        "LATEST, 9, -3",
        "UNIQUE, 2, 1"
    })
    void a_change_inside_a_period_cuts_the_line_and_each_event_is_judged_when_it_happens(
            String aggregation, String first, String second) {
        Story story = story(aggregation, filter("'US'"));
        story.filter(TENTH, "'US', 'EU'").ok();
        story.use("2025-01-03T00:00:00Z", "4", "region", "US");
        story.use("2025-01-04T00:00:00Z", "50", "region", "EU");
        story.use("2025-01-05T00:00:00Z", "9", "region", "US");
        story.use("2025-01-12T00:00:00Z", "9", "region", "US");
        story.use("2025-01-13T00:00:00Z", "6", "region", "EU");
        story.use("2025-01-14T00:00:00Z", "70", "region", "APAC");

        assertThat(story.lines("2025-01"))
                .containsExactly(first + " x 100 from 2025-01-01", second + " x 100 from 2025-01-10");
        assertThat(daily(story)).isEqualByComparingTo(new BigDecimal(first).add(new BigDecimal(second)));
    }

    private static BigDecimal daily(Story story) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode window : story.api()
                .get("/v1/customers/" + story.customer() + "/invoices/breakdowns?window_size=DAY"
                        + "&starting_on=2025-01-01T00:00:00Z&ending_before=2025-02-01T00:00:00Z")
                .ok()
                .get("data")) {
            for (JsonNode line : window.get("line_items")) {
                sum = sum.add(line.get("quantity").decimalValue());
            }
        }
        return sum;
    }

    @Test
    void tiers_go_on_where_the_filter_changes() {
        Story story = story(
                server.api(),
                "SUM",
                "['region']",
                "",
                "'rate_type': 'TIERED', 'tiers': [{'size': 10, 'price': 100}, {'price': 50}]",
                JANUARY,
                filter("'US'"));
        story.filter(TENTH, "'EU'").ok();
        story.use("2025-01-03T00:00:00Z", "8", "region", "US");
        story.use("2025-01-12T00:00:00Z", "7", "region", "EU");

        assertThat(story.lines("2025-01"))
                .containsExactly("8 x 100 from 2025-01-01", "2 x 100 from 2025-01-10", "5 x 50 from 2025-01-10");
    }

    @Test
    void the_key_may_be_part_of_a_compound_one_and_is_not_shown_with_the_lines() {
        Story story = story(
                server.api(),
                "MAX",
                "['model'], ['region', 'model']",
                ", 'presentation_group_key': ['model']",
                "'rate_type': 'FLAT', 'price': 100",
                JANUARY,
                filter("'US', 'EU'"));
        story.use("2025-01-03T00:00:00Z", "4", "region", "US", "model", "big");
        story.use("2025-01-03T00:00:00Z", "7", "region", "EU", "model", "big");
        story.use("2025-01-03T00:00:00Z", "2", "region", "EU", "model", "small");
        story.use("2025-01-03T00:00:00Z", "90", "region", "APAC", "model", "big");

        assertThat(story.lines("2025-01"))
                .containsExactlyInAnyOrder(
                        "{model:big} 7 x 100 from 2025-01-01", "{model:small} 2 x 100 from 2025-01-01");
    }

    @Test
    void a_contract_without_a_filter_takes_all_usage_beside_one_with_a_filter() {
        Story story = story("SUM", filter("'US'"));
        String other = id(
                story.api(),
                "/v1/contracts/create",
                "{'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s'}"
                        .formatted(story.customer(), story.card(), JANUARY));
        story.useByRegion("2025-01-15T00:00:00Z", 10, 5, 3);

        assertThat(story.lines("2025-01")).containsExactly("10 x 100 from 2025-01-01");
        assertThat(story.lines("2025-01", other)).containsExactly("18 x 100 from 2025-01-01");
    }

    @Test
    void until_the_first_filter_starts_all_usage_is_the_contracts() {
        Story story = story("SUM", "");
        story.useByRegion("2025-01-05T00:00:00Z", 10, 5, 3);
        story.useByRegion("2025-01-15T00:00:00Z", 10, 5, 3);
        story.filter(TENTH, "'EU'").ok();
        assertThat(story.lines("2025-01")).containsExactly("18 x 100 from 2025-01-01", "5 x 100 from 2025-01-10");

        // The same values once more are no change.
        story.filter("2025-01-12T00:00:00Z", "'EU'").ok();
        assertThat(story.lines("2025-01")).containsExactly("18 x 100 from 2025-01-01", "5 x 100 from 2025-01-10");
        // One that starts where another does replaces it.
        story.filter(TENTH, "'APAC', 'US'").ok();
        story.filter("2025-01-12T00:00:00Z", "'US', 'APAC'").ok();
        assertThat(story.lines("2025-01")).containsExactly("18 x 100 from 2025-01-01", "13 x 100 from 2025-01-10");
    }

    @Test
    void what_a_metric_cannot_tell_apart_that_came_after_the_filter_is_billed_by_nobody() {
        Story story = story("SUM", filter("'US'"));
        story.use("2025-01-05T00:00:00Z", "10", "region", "US");
        priced(story.api(), story.card(), story.alias(), "SUM", "", "", "'rate_type': 'FLAT', 'price': 7");

        assertThat(story.lines("2025-01"))
                .containsExactlyInAnyOrder("10 x 100 from 2025-01-01", "0 x 7 from 2025-01-01");
    }

    @Test
    void both_versions_show_the_filters_and_the_history_and_the_audit_log_know_who_set_them() {
        Story story = story("SUM", filter("'US'"));
        story.filter("2025-03-01T00:00:00Z", "'EU', 'US'").ok();
        story.filter("2025-02-01T00:00:00Z", "'APAC'").ok();

        assertThat(text(story.contract("v2").get("usage_filter"))).isEqualTo("""
            [{'group_key':'region','group_values':['US'],'starting_at':'2025-01-01T00:00:00.000Z',\
            'ending_before':'2025-02-01T00:00:00.000Z'},\
            {'group_key':'region','group_values':['APAC'],'starting_at':'2025-02-01T00:00:00.000Z',\
            'ending_before':'2025-03-01T00:00:00.000Z'},\
            {'group_key':'region','group_values':['EU','US'],'starting_at':'2025-03-01T00:00:00.000Z'}]\
            """);
        JsonNode v1 = story.contract("v1");
        assertThat(text(v1.at("/current/usage_filter/current/group_values"))).isEqualTo("['US']");
        assertThat(text(v1.at("/current/usage_filter/initial/group_values"))).isEqualTo("['US']");
        assertThat(text(v1.at("/current/usage_filter/updates/0/group_values"))).isEqualTo("['APAC']");
        assertThat(text(v1.at("/current/usage_filter/updates/1/starting_at"))).isEqualTo("'2025-03-01T00:00:00.000Z'");
        assertThat(text(v1.at("/initial/usage_filter/updates"))).isEqualTo("[]");
        JsonNode history = story.api()
                .post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(story.customer(), story.contract()))
                .ok()
                .get("data");
        assertThat(text(history.at("/0/add_usage_filters/0/group_values"))).isEqualTo("['EU','US']");
        assertThat(server.audited("set_usage_filter")).isGreaterThan(1);
        assertThat(story("SUM", "").contract("v2").get("usage_filter")).isEmpty();
    }

    private static String text(JsonNode node) {
        return Json.write(node).replace('"', '\'');
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // pricing.md E-30
                "planet | 'x'   | 2025-01-10T00:00:00Z | group_key: no metric of the rate card is grouped by it",
                "region |       | 2025-01-10T00:00:00Z | group_values: must name at least one value",
                "region | 'US'  | 2025-01-10T00:30:00Z | starting_at: is required to be on an hour boundary",
                "region | 7     | 2025-01-10T00:00:00Z | group_values[0]: must be",
                "region | ''    | 2025-01-10T00:00:00Z | group_values[0]: must"
            })
    void e_30_a_filter_that_lets_nothing_pass_is_refused_and_changes_nothing(
            String key, String values, String from, String message) {
        Story story = story("SUM", "");
        assertThat(story.filter(key, from, values == null ? "" : values).refused(400))
                .startsWith(message);
        assertThat(story.contract("v2").get("usage_filter")).isEmpty();
        assertThat(story.api()
                        .post("/v1/contracts/create", """
                            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s', 'usage_filter':
                             {'group_key': '%s', 'group_values': [%s], 'starting_at': '%s'}}\
                            """.formatted(
                                story.customer(), story.card(), JANUARY, key, values == null ? "" : values, from))
                        .refused(400))
                .startsWith("usage_filter." + message);
    }

    @Test
    void every_metric_of_the_card_must_tell_usage_apart_by_the_key_beside_its_products_own_keys() {
        Story story = story("SUM", "");
        priced(story.api(), story.card(), "Plain", "SUM", "", "", "'rate_type': 'FLAT', 'price': 7");
        assertThat(story.filter(TENTH, "'US'").refused(400))
                .isEqualTo(
                        "group_key: the metric of the product Plain is not grouped by it; use a rate card whose metrics"
                                + " all are");
        Story apart = story(
                server.api(),
                "SUM",
                "['region'], ['model']",
                ", 'presentation_group_key': ['model']",
                "'rate_type': 'FLAT', 'price': 100",
                JANUARY,
                "");
        assertThat(apart.filter(TENTH, "'US'").refused(400))
                .isEqualTo("group_key: the metric of the product " + apart.alias()
                        + " needs a group key with all of model, region");
    }

    @Test
    void a_contract_that_is_unknown_archived_or_without_a_card_has_no_filter() {
        Story story = story("SUM", "");
        Map<String, String> unknown = Map.of(
                "no customer has the id", story.customer(),
                "the customer has no contract", story.contract());
        unknown.forEach((message, named) -> {
            String nobody = UUID.randomUUID().toString();
            var other = new Story(
                    story.api(),
                    named.equals(story.customer()) ? nobody : story.customer(),
                    "",
                    "",
                    named.equals(story.contract()) ? nobody : story.contract());
            assertThat(other.filter(TENTH, "'US'").refused(404)).startsWith(message);
        });
        String bare = id(
                story.api(),
                "/v1/contracts/create",
                "{'customer_id': '%s', 'starting_at': '%s'}".formatted(story.customer(), JANUARY));
        assertThat(new Story(story.api(), story.customer(), "", "", bare)
                        .filter(TENTH, "'US'")
                        .refused(400))
                .startsWith("group_key: no metric");
        story.api()
                .post("/v1/contracts/archive", """
                    {'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}\
                    """.formatted(story.customer(), story.contract()))
                .ok();
        assertThat(story.filter(TENTH, "'US'").refused(400)).contains("archived");
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
