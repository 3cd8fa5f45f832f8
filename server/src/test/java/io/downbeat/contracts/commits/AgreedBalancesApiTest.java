package io.downbeat.contracts.commits;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commits and credits of a contract over HTTP: as they were sent, and what is refused (E-1 to E-6, E-10 to E-13). */
class AgreedBalancesApiTest {
    private static final String START = "2025-01-01T00:00:00Z";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");

    private static final String ACCESS = """
        'access_schedule': {'schedule_items': [
          {'amount': 1000.5, 'starting_at': '2025-07-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'},
          {'amount': 0, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'}]}\
        """;
    private static final String ONE = """
        'access_schedule': {'schedule_items': [
          {'amount': 1000, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'}]}\
        """;

    private static String commit(String members) {
        return "{'type': 'PREPAID', 'product_id': '" + account.fixedProduct + "', " + members + "}";
    }

    private static String credit(String members) {
        return "{'product_id': '" + account.fixedProduct + "', " + members + "}";
    }

    private static Api.Answer create(String terms) {
        return api.post(
                "/v1/contracts/create",
                "{'customer_id': '%s', 'starting_at': '%s', %s}".formatted(acme.id(), START, terms));
    }

    private static Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api.post(
                "/v2/contracts/edit",
                "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), updates));
    }

    private static JsonNode v1(AccountFixture.Contract contract) {
        return api.post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
    }

    @Test
    void a_commit_is_updated_with_as_much_as_it_can_be_created_with() {
        var contract = acme.contract(START, acme.stripe(), ", 'commits': [" + commit(ONE) + "]");
        String specifiers = IntStream.range(0, 1_000)
                .mapToObj(place -> "{'product_tags': ['" + place + "x".repeat(1_000) + "']}")
                .collect(Collectors.joining(","));
        edit(
                        contract,
                        "'update_commits': [{'commit_id': '%s', 'specifiers': [%s]}]"
                                .formatted(contract.read().at("/commits/0/id").stringValue(), specifiers))
                .ok();
        assertThat(contract.read().at("/commits/0/specifiers")).hasSize(1_000);
    }

    @Test
    void what_was_agreed_is_shown_as_it_was_sent() {
        AccountFixture.registerKey(api, "plan", "commit");
        String commit = commit("""
            'name': 'Enterprise', 'description': 'for 2025', 'priority': -1.5, 'rate_type': 'commit_rate',
            'rollover_fraction': 0.25, 'custom_fields': {'plan': 'pro'}, 'applicable_product_ids': ['%s'],
            'applicable_product_tags': ['compute'], %s, 'invoice_schedule': {'schedule_items': [
              {'timestamp': '2025-06-01T00:00:00Z', 'unit_price': 100, 'quantity': 4, 'amount': 400},
              {'timestamp': '2025-08-01T12:30:00Z', 'amount': 400.4}]}\
            """.formatted(account.usageProduct, ACCESS));
        String credit = credit("""
            'specifiers': [{'product_id': '%s', 'pricing_group_values': {'region': 'eu'}}, {'product_tags': ['b', 'a']}], %s\
            """.formatted(account.usageProduct, ONE));
        var contract =
                acme.contract(START, acme.stripe(), ", 'commits': [" + commit + "], 'credits': [" + credit + "]");
        JsonNode v1 = v1(contract);
        for (JsonNode shown : List.of(contract.read(), v1.get("initial"), v1.get("current"))) {
            JsonNode prepaid = shown.at("/commits/0");
            assertThat(without(prepaid, "id", "created_at", "access_schedule", "invoice_schedule"))
                    .isEqualTo(Json.read("""
                        {"type": "PREPAID", "product": {"id": "%s", "name": "Fee"}, "cost_basis": 0.8,
                         "contract": {"id": "%s"}, "applicable_contract_ids": ["%2$s"], "name": "Enterprise",
                         "description": "for 2025", "priority": -1.5, "rate_type": "COMMIT_RATE",
                         "rollover_fraction": 0.25, "custom_fields": {"plan": "pro"},
                         "applicable_product_ids": ["%s"], "applicable_product_tags": ["compute"]}\
                        """.formatted(account.fixedProduct, contract.id(), account.usageProduct)));
            assertThat(prepaid.at("/access_schedule/credit_type/name").stringValue())
                    .isEqualTo("USD (cents)");
            assertThat(items(prepaid, "access_schedule")).isEqualTo(Json.read("""
                [{"amount": 0, "starting_at": "2025-06-01T00:00:00.000Z", "ending_before": "2025-07-01T00:00:00.000Z"},
                 {"amount": 1000.5, "starting_at": "2025-07-01T00:00:00.000Z", "ending_before": "2026-01-01T00:00:00.000Z"}]\
                """));
            assertThat(items(prepaid, "invoice_schedule")).isEqualTo(Json.read("""
                [{"timestamp": "2025-06-01T00:00:00.000Z", "unit_price": 100, "quantity": 4, "amount": 400},
                 {"timestamp": "2025-08-01T12:30:00.000Z", "unit_price": 400.4, "quantity": 1, "amount": 400.4}]\
                """));
            JsonNode given = shown.at("/credits/0");
            assertThat(given.get("type").stringValue()).isEqualTo("CREDIT");
            assertThat(given.has("invoice_schedule")).isFalse();
            assertThat(given.get("specifiers")).isEqualTo(Json.read("""
                [{"product_id": "%s", "pricing_group_values": {"region": "eu"}}, {"product_tags": ["a", "b"]}]\
                """.formatted(account.usageProduct)));
        }
    }

    private static JsonNode items(JsonNode balance, String schedule) {
        JsonNode items = balance.at("/" + schedule + "/schedule_items").deepCopy();
        items.forEach(item -> ((ObjectNode) item).remove("id"));
        return items;
    }

    private static JsonNode without(JsonNode node, String... members) {
        return ((ObjectNode) node.deepCopy()).without(List.of(members));
    }

    @Test
    void a_recurring_payment_is_shown_as_the_items_it_comes_to() {
        String commit = commit(ACCESS + """
            , 'invoice_schedule': {'recurring_schedule': {'starting_at': '2025-06-01T00:00:00Z', 'unit_price': 250,
              'quantity': 4, 'ending_before': '2026-06-01T00:00:00Z', 'frequency': 'quarterly',
              'amount_distribution': 'divided'}}\
            """);
        var contract = acme.contract(START, acme.stripe(), ", 'commits': [" + commit + "]");
        assertThat(contract.read()
                        .at("/commits/0/invoice_schedule/schedule_items")
                        .valueStream())
                .extracting(item -> item.get("amount").intValue())
                .containsExactly(250, 250, 250, 250);
    }

    @Test
    void an_edit_adds_to_what_was_agreed_and_says_so_in_the_history() {
        var contract = acme.contract(START, acme.stripe(), ", 'credits': [" + credit(ONE) + "]");
        JsonNode edit = edit(contract, "'add_credits': [%s], 'add_commits': [%s]".formatted(credit(ONE), commit(ONE)))
                .ok()
                .at("/data/edit");
        JsonNode now = contract.read();
        assertThat(now.get("credits")).hasSize(2);
        assertThat(edit.at("/add_credits/0/id")).isEqualTo(now.at("/credits/1/id"));
        assertThat(edit.at("/add_commits/0/id")).isEqualTo(now.at("/commits/0/id"));
        assertThat(v1(contract).at("/initial/credits")).hasSize(1);
        assertThat(api.post(
                                "/v2/contracts/getEditHistory",
                                "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                        .ok()
                        .at("/data/0/add_commits"))
                .isEqualTo(edit.get("add_commits"));
    }

    @Test
    void the_history_has_words_and_instants_in_one_form_however_they_were_sent() {
        var contract = acme.contract(START, acme.stripe(), """
            , 'commits': [%s], 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
                {'timestamp': '2025-06-01T00:00:00Z', 'amount': 5}]}}]\
            """.formatted(commit(ONE), account.fixedProduct));
        JsonNode before = contract.read();
        edit(contract, """
            'update_commits': [{'commit_id': '%s', 'rate_type': 'commit_rate', 'name': 'lower',
              'hierarchy_configuration': {'child_access': {'type': 'none'}}, 'access_schedule': {'add_schedule_items': [
                {'amount': 1, 'starting_at': '2025-08-01T02:00:00+02:00', 'ending_before': '2025-09-01T00:00:00Z'}]},
              'invoice_schedule': {'add_schedule_items': [{'timestamp': '2025-08-01T02:00:00.5+02:00', 'amount': 3}]}}],
            'update_scheduled_charges': [{'scheduled_charge_id': '%s', 'invoice_schedule': {'add_schedule_items': [
                {'timestamp': '2025-07-31T23:30:00-01:00', 'amount': 7}]}}]\
            """.formatted(
                                before.at("/commits/0/id").stringValue(),
                                before.at("/scheduled_charges/0/id").stringValue()))
                .ok();
        JsonNode history = api.post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .at("/data/0");
        assertThat(without(history.at("/update_commits/0"), "id")).isEqualTo(Json.read("""
            {"rate_type": "COMMIT_RATE", "name": "lower", "hierarchy_configuration": {"child_access": {"type": "NONE"}},
             "access_schedule": {"add_schedule_items": [{"amount": 1, "starting_at": "2025-08-01T00:00:00.000Z",
               "ending_before": "2025-09-01T00:00:00.000Z"}]},
             "invoice_schedule": {"add_schedule_items": [{"timestamp": "2025-08-01T00:00:00.500Z", "amount": 3}]}}\
            """));
        assertThat(history.at("/update_scheduled_charges/0/invoice_schedule")).isEqualTo(Json.read("""
            {"add_schedule_items": [{"timestamp": "2025-08-01T00:30:00.000Z", "amount": 7}]}\
            """));
    }

    @Test
    void a_postpaid_commit_is_paid_once_after_it_ends() {
        String postpaid = commit(ONE + ", 'invoice_schedule': {'do_not_invoice': true, 'schedule_items': [%s]}")
                .replace("PREPAID", "POSTPAID");
        var contract = acme.contract(
                START,
                acme.stripe(),
                ", 'commits': [" + postpaid.formatted("{'timestamp': '2025-07-01T00:00:00Z', 'amount': 1000}") + "]");
        assertThat(contract.read().at("/commits/0/type").stringValue()).isEqualTo("POSTPAID");
        for (String items : List.of(
                "{'timestamp': '2025-07-01T00:00:00Z', 'amount': 999}",
                "{'timestamp': '2025-06-30T23:00:00Z', 'amount': 1000}",
                "{'timestamp': '2025-07-01T00:00:00Z', 'amount': 500}, {'timestamp': '2025-08-01T00:00:00Z', 'amount':"
                        + " 500}")) {
            assertThat(create("'commits': [" + postpaid.formatted(items) + "]").refused(400))
                    .startsWith("commits[0].invoice_schedule: a POSTPAID commit ");
        }
        assertThat(create("'commits': [" + commit(ONE).replace("PREPAID", "POSTPAID") + "]")
                        .refused(400))
                .isEqualTo("commits[0].invoice_schedule: a POSTPAID commit has exactly one item, equal to its access");
        assertThat(create("'commits': [" + commit(ACCESS).replace("PREPAID", "POSTPAID") + "]")
                        .refused(400))
                .isEqualTo("commits[0].access_schedule: a POSTPAID commit has exactly one item");
        String billed = postpaid.replace("'do_not_invoice': true, ", "")
                .formatted("{'timestamp': '2025-07-01T00:00:00Z', 'amount': 1000}");
        create("'commits': [" + billed + "]").ok();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'amount': -1                        | amount: must not be negative
        'starting_at': '2025-06-01T00:30:00Z' | starting_at: is required to be on an hour boundary, such as 2025-01-01T00:00:00Z
        'ending_before': '2025-06-01T00:00:00Z' | ending_before: must be after starting_at
        'ending_before': null               | ending_before: is required
        """)
    void an_access_item_has_an_amount_between_two_hours(String member, String why) {
        ObjectNode item = (ObjectNode) Json.read("""
            {"amount": 1, "starting_at": "2025-06-01T00:00:00Z", "ending_before": "2025-07-01T00:00:00Z"}\
            """);
        item.setAll((ObjectNode) Json.read("{" + member.replace('\'', '"') + "}"));
        String access = "'access_schedule': {'schedule_items': [" + item + "]}";
        for (String list :
                List.of("'credits': [%s]".formatted(credit(access)), "'commits': [%s]".formatted(commit(access)))) {
            assertThat(create(list).refused(400)).endsWith("[0].access_schedule.schedule_items[0]." + why);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'specifiers': [{}]                                              | specifiers[0]: must name something
        'specifiers': [{'product_tags': ['a']}], 'applicable_product_tags': ['a'] | specifiers: cannot be combined with applicable_product_ids or applicable_product_tags
        'rollover_fraction': 100                                        | rollover_fraction: must be between 0 and 1
        'rollover_fraction': -0.1                                       | rollover_fraction: must be between 0 and 1
        'hierarchy_configuration': {'child_access': {'type': 'ALL', 'contract_ids': []}} | hierarchy_configuration.child_access.contract_ids: goes with type CONTRACT_IDS, and only with it
        'hierarchy_configuration': {'child_access': {'type': 'CONTRACT_IDS', 'contract_ids': []}} | hierarchy_configuration.child_access.contract_ids: must name at least one child; type NONE lets none use it
        'hierarchy_configuration': {}                                   | hierarchy_configuration.child_access: is required
        'colour': 'red'                                                 | colour: unknown field
        """)
    void what_a_balance_cannot_be_is_refused(String members, String why) {
        assertThat(create("'credits': [" + credit(ONE + ", " + members) + "]").refused(400))
                .isEqualTo("credits[0]." + why);
        assertThat(create("'commits': [" + commit(ONE + ", " + members) + "]").refused(400))
                .isEqualTo("commits[0]." + why);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'unit_price': 5                                | amount: give either an amount, or a unit_price and a quantity
        'unit_price': 5, 'quantity': 2, 'amount': 11   | amount: must equal unit_price x quantity
        """)
    void a_payment_has_a_price(String price, String why) {
        String schedule =
                ", 'invoice_schedule': {'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', " + price + "}]}";
        assertThat(create("'commits': [" + commit(ONE + schedule) + "]").refused(400))
                .isEqualTo("commits[0].invoice_schedule.schedule_items[0]." + why);
    }

    @Test
    void a_credit_is_not_paid_for_and_no_balance_is_without_access() {
        assertThat(create("'credits': [" + credit(ONE + ", 'invoice_schedule': {}") + "]")
                        .refused(400))
                .isEqualTo("credits[0].invoice_schedule: a credit has none");
        assertThat(create("'credits': [" + credit("'access_schedule': {'schedule_items': []}") + "]")
                        .refused(400))
                .isEqualTo("credits[0].access_schedule.schedule_items: must have at least one item");
        assertThat(create("'commits': [" + commit("'name': 'x'") + "]").refused(400))
                .isEqualTo("commits[0].access_schedule: is required");
    }

    @Test
    void a_product_that_is_not_fixed_or_not_there_is_refused() {
        String usage = "{'product_id': '" + account.usageProduct + "', " + ONE + "}";
        assertThat(create("'credits': [" + usage + "]").refused(400))
                .startsWith("credits[0].product_id: must be a FIXED product");
        String nobody = "3a7a5d2e-2f5c-4f4f-8a43-1f53d1a20000";
        String unknown = "{'product_id': '" + nobody + "', " + ONE + "}";
        assertThat(create("'credits': [" + unknown + "]").refused(404)).isEqualTo("no product has the id " + nobody);
        var contract = acme.contract(START);
        assertThat(edit(contract, "'add_credits': [" + unknown + "]").refused(400))
                .isEqualTo("add_credits[0].product_id: no product has the id " + nobody);
        assertThat(edit(
                                contract,
                                "'add_credits': [" + credit(ONE + ", 'applicable_product_ids': ['" + nobody + "']")
                                        + "]")
                        .refused(400))
                .isEqualTo("add_credits[0].applicable_product_ids: no product has the id " + nobody);
    }

    /** The good one comes first. */
    @ParameterizedTest
    @ValueSource(strings = {"credits", "commits"})
    void a_refused_balance_leaves_nothing_behind(String list) {
        long contracts = api.post("/v2/contracts/list", "{'customer_id': '" + acme.id() + "'}")
                .ok()
                .get("data")
                .size();
        String good = list.equals("credits") ? credit(ONE) : commit(ONE);
        String bad = good.replace("1000", "-1");
        create("'%s': [%s, %s]".formatted(list, good, bad)).refused(400);
        assertThat(api.post("/v2/contracts/list", "{'customer_id': '" + acme.id() + "'}")
                        .ok()
                        .get("data"))
                .hasSize((int) contracts);
        var contract = acme.contract(START);
        edit(contract, "'add_%s': [%s, %s]".formatted(list, good, bad)).refused(400);
        assertThat(contract.read().get(list)).isEmpty();
    }
}
