package io.downbeat.contracts.overrides;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** How overrides are agreed on, shown, added and removed, and which are refused. */
class OverridesApiTest {
    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    private static String byRegion;
    private static String team;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        acme = account.customer("acme");
        String metric =
                api.post("/v1/billable-metrics/create", """
                    {'name': 'Regional', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['r']},
                     'group_keys': [['region']], 'property_filters': [{'name': 'region', 'exists': true}]}\
                    """).ok().at("/data/id").stringValue();
        byRegion = api.post(
                        "/v1/contract-pricing/products/create",
                        "{'name': 'Regional', 'type': 'USAGE', 'billable_metric_id': '%s', 'pricing_group_key': ['region']}"
                                .formatted(metric))
                .ok()
                .at("/data/id")
                .stringValue();
        team = api.post("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': 'MONTHLY'}\
            """.formatted(account.rateCard, team))
                .ok();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String named(String terms) {
        return terms.replace("USE", account.usageProduct).replace("REGIONAL", byRegion);
    }

    private static Api.Answer create(String more) {
        return api.post(
                "/v1/contracts/create",
                "{'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', %s}"
                        .formatted(acme.id(), account.rateCard, named(more)));
    }

    private static Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api.post(
                "/v2/contracts/edit",
                "{'customer_id': '%s', 'contract_id': '%s', %s}"
                        .formatted(contract.customer().id(), contract.id(), named(updates)));
    }

    private static AccountFixture.Contract created(String more) {
        return new AccountFixture.Contract(
                api, acme, create(more).ok().at("/data/id").stringValue());
    }

    private static JsonNode v1(AccountFixture.Contract contract) {
        return api.post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
    }

    @Test
    void every_kind_of_override_is_shown_as_it_was_agreed_on_in_both_versions() {
        var contract = created("""
            'multiplier_override_prioritization': 'explicit', 'overrides': [
              {'product_id': 'USE', 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-06-01T00:00:00Z',
               'type': 'overwrite', 'entitled': true,
               'overwrite_rate': {'rate_type': 'tiered', 'tiers': [{'size': 10, 'price': 2.5}, {'price': 1}]}},
              {'applicable_product_tags': ['a', 'b'], 'starting_at': '2024-01-01T00:00:00Z', 'multiplier': 1.5,
               'priority': 0.5},
              {'override_specifiers': [
                 {'product_id': 'REGIONAL', 'pricing_group_values': {'region': 'eu'}},
                 {'product_tags': ['a', 'b'], 'presentation_group_values': {'team': 'x'}}],
               'starting_at': '2025-01-01T00:00:00Z', 'type': 'TIERED', 'priority': 2, 'is_commit_specific': true,
               'rate_target': 'commit_rate', 'tiers': [{'size': 10, 'multiplier': 0.8}, {'multiplier': 0.5}]},
              {'product_id': 'USE', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': false}]\
            """);

        JsonNode v2 = contract.read();
        assertThat(v2.get("multiplier_override_prioritization").stringValue()).isEqualTo("EXPLICIT");
        JsonNode overrides = v2.get("overrides");
        assertThat(shown(overrides.at("/0/overwrite_rate")))
                .isEqualTo("{'rate_type':'TIERED','tiers':[{'size':10,'price':2.5},{'price':1}]}");
        assertThat(overrides.at("/0/product/name").stringValue()).isEqualTo("Use");
        assertThat(overrides.at("/0/type").stringValue()).isEqualTo("OVERWRITE");
        assertThat(overrides.at("/0/entitled").booleanValue()).isTrue();
        assertThat(overrides.at("/0/ending_before").stringValue()).isEqualTo("2025-06-01T00:00:00.000Z");
        assertThat(overrides.at("/0").has("target")).isFalse();
        assertThat(shown(overrides.at("/1/applicable_product_tags"))).isEqualTo("['a','b']");
        assertThat(overrides.at("/1/type").stringValue()).isEqualTo("MULTIPLIER");
        assertThat(shown(overrides.at("/1/multiplier"))).isEqualTo("1.5");
        assertThat(shown(overrides.at("/1/priority"))).isEqualTo("0.5");
        assertThat(overrides
                        .at("/2/override_specifiers/0/pricing_group_values/region")
                        .stringValue())
                .isEqualTo("eu");
        assertThat(shown(overrides.at("/2/override_specifiers/1")))
                .isEqualTo("{'product_tags':['a','b'],'presentation_group_values':{'team':'x'}}");
        assertThat(shown(overrides.at("/2/override_tiers")))
                .isEqualTo("[{'size':10,'multiplier':0.8},{'multiplier':0.5}]");
        assertThat(overrides.at("/2/target").stringValue()).isEqualTo("COMMIT_RATE");
        assertThat(overrides.at("/3").has("type")).isFalse();
        assertThat(overrides.at("/3/entitled").booleanValue()).isFalse();
        assertThat(v1(contract).at("/current/overrides")).isEqualTo(overrides);
        assertThat(v1(contract).at("/initial/overrides")).isEqualTo(overrides);
    }

    @Test
    void overrides_are_added_and_removed_by_edits_and_the_history_tells_both() {
        var contract = created(
                "'overrides': [{'product_id': 'USE', 'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 0.9}]");
        String first = contract.read().at("/overrides/0/id").stringValue();

        edit(
                        contract,
                        "'remove_overrides': [{'id': '%s'}], 'add_overrides': [{'product_id': 'USE',".formatted(first)
                                + " 'starting_at': '2025-02-01T00:00:00Z', 'multiplier': 0.8}]")
                .ok();

        JsonNode now = contract.read().get("overrides");
        assertThat(now).hasSize(1);
        assertThat(shown(now.at("/0/multiplier"))).isEqualTo("0.8");
        assertThat(v1(contract).at("/initial/overrides/0/id").stringValue()).isEqualTo(first);
        JsonNode edit = api.post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .at("/data/0");
        assertThat(edit.at("/add_overrides/0")).isEqualTo(now.get(0));
        assertThat(shown(edit.at("/remove_overrides"))).isEqualTo("[{'id':'" + first + "'}]");
        assertThat(edit(contract, "'remove_overrides': [{'id': '%s'}]".formatted(first))
                        .refused(400))
                .isEqualTo("remove_overrides[0].id: the contract has no such override");
    }

    @Test
    void what_a_contract_prioritizes_by_holds_for_overrides_that_are_added_later() {
        var contract = created("'multiplier_override_prioritization': 'EXPLICIT'");
        String added =
                "'add_overrides': [{'product_id': 'USE', 'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 1%s}]";
        assertThat(edit(contract, added.formatted("")).refused(400))
                .startsWith("add_overrides[0].priority: is required");
        edit(contract, added.formatted(", 'priority': 1")).ok();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'applicable_product_tags': ['a'], 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1} |"
                        + " applicable_product_tags: an OVERWRITE is of one product",
                "'multiplier': 1 | product_id: give a product_id, applicable_product_tags or override_specifiers",
                "'applicable_product_tags': [], 'override_specifiers': [], 'multiplier': 1 | product_id: give a"
                        + " product_id",
                "'product_id': 'USE', 'applicable_product_tags': ['a'], 'multiplier': 1 | applicable_product_tags:"
                        + " cannot be combined with product_id",
                "'product_id': 'USE', 'override_specifiers': [{'product_tags': ['a']}], 'multiplier': 1 |"
                        + " override_specifiers: cannot be combined with product_id",
                "'override_specifiers': [{}], 'multiplier': 1 | override_specifiers[0]: must name something",
                "'product_id': 'USE', 'multiplier': -0.1 | multiplier: must not be negative",
                "'product_id': 'USE' | type: give a multiplier, tiers, an overwrite_rate or entitled",
                "'product_id': 'USE', 'type': 'MULTIPLIER' | multiplier: is required",
                "'product_id': 'USE', 'type': 'TIERED', 'multiplier': 1 | multiplier: does not go with type TIERED",
                "'product_id': 'USE', 'multiplier': 1, 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1} |"
                        + " multiplier: does not go with type OVERWRITE",
                "'product_id': 'USE', 'type': 'TIERED', 'tiers': [], 'priority': 1 | tiers: must have at least one"
                        + " tier",
                "'product_id': 'USE', 'type': 'TIERED', 'priority': 1 | tiers: is required",
                "'product_id': 'USE', 'tiers': [{'multiplier': 1}, {'multiplier': 2}], 'priority': 1 | tiers[0].size:"
                        + " is required on every tier but the last",
                "'product_id': 'USE', 'tiers': [{'size': 0, 'multiplier': 1}], 'priority': 1 | tiers[0].size: must be"
                        + " greater than 0",
                "'product_id': 'USE', 'tiers': [{'size': 1, 'multiplier': -1}], 'priority': 1 | tiers[0].multiplier:"
                        + " must not be negative",
                "'product_id': 'USE', 'tiers': [{'size': 1, 'multiplier': 1}], 'priority': 1 | type: TIERED needs a"
                        + " contract whose multiplier_override_prioritization is EXPLICIT",
                "'product_id': 'USE', 'multiplier': 1, 'priority': 0 | priority: must be greater than 0",
                "'override_specifiers': [{'product_id': 'USE', 'commit_ids': ['x']}], 'multiplier': 1 |"
                        + " override_specifiers[0].commit_ids: needs is_commit_specific",
                "'override_specifiers': [{'product_id': 'USE', 'commit_ids': ['x']}], 'multiplier': 1,"
                        + " 'is_commit_specific': true | override_specifiers[0].commit_ids: no commit has the id or"
                        + " temporary_id x",
                "'override_specifiers': [{'any_commit_or_credit_ids': ['x']}], 'multiplier': 1, 'is_commit_specific':"
                        + " true | override_specifiers[0].any_commit_or_credit_ids: no commit or credit has",
                "'product_id': 'USE', 'multiplier': 1, 'target': 'COMMIT_RATE' | target: COMMIT_RATE needs"
                        + " is_commit_specific",
                "'product_id': 'REGIONAL', 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1} | product_id: an"
                        + " OVERWRITE of this product needs override_specifiers",
                "'override_specifiers': [{'product_id': 'REGIONAL'}], 'overwrite_rate': {'rate_type': 'FLAT', 'price':"
                    + " 1} | override_specifiers[0].pricing_group_values: an OVERWRITE must give one value for each",
                "'override_specifiers': [{'product_id': 'USE', 'pricing_group_values': {'region': 'eu'}}],"
                        + " 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1} |"
                        + " override_specifiers[0].pricing_group_values: the product has no pricing_group_key",
                "'override_specifiers': [{'product_id': 'USE', 'presentation_group_values': {'region': 'eu'}}],"
                        + " 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1} |"
                        + " override_specifiers[0].presentation_group_values: only a multiplier",
                "'override_specifiers': [{'product_tags': ['a']}], 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1}"
                        + " | override_specifiers[0].product_tags: an OVERWRITE is of one product",
                "'override_specifiers': [{'product_id': 'USE', 'billing_frequency': 'MONTHLY'}], 'multiplier': 1 |"
                        + " override_specifiers[0].billing_frequency: needs the product_id of a SUBSCRIPTION product",
                "'product_id': '00000000-0000-0000-0000-000000000009', 'multiplier': 1 | product_id: no product has"
                        + " this id",
                "'product_id': 'USE', 'overwrite_rate': {'rate_type': 'FLAT', 'price': -1} | overwrite_rate.price:"
                        + " must not be negative",
                "'product_id': 'USE', 'multiplier': 1, 'ending_before': '2025-01-01T00:00:00Z' | ending_before: must"
                        + " be after starting_at",
                "'product_id': 'USE', 'multiplier': 1, 'ending_before': '2025-02-01T00:30:00Z' | ending_before: is"
                        + " required to be on an hour boundary",
                "'product_id': 'USE', 'multiplier': 1, 'multiplyer': 1 | multiplyer: unknown field",
            })
    void what_cannot_be_agreed_on_is_refused_by_name_and_creates_nothing(String override, String message) {
        int before = contracts();
        String body = "'overrides': [{'starting_at': '2025-01-01T00:00:00Z', %s}]".formatted(override);
        assertThat(create(body).refused(400)).startsWith("overrides[0]." + message);
        assertThat(contracts()).isEqualTo(before);
    }

    private static final String COMMIT = """
        {'type': 'PREPAID', 'temporary_id': 'ours', 'product_id': 'FEE', 'access_schedule': {'schedule_items': [
          {'amount': 1000, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}\
        """;

    private static String paidBy(String member, String name) {
        return "{'override_specifiers': [{'product_id': 'USE', '%s': ['%s']}], 'is_commit_specific': true,"
                        .formatted(member, name)
                + " 'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 0.5}";
    }

    @Test
    void an_override_names_a_commit_of_the_same_request_by_its_temporary_id_and_later_ones_by_its_id() {
        var contract = created("'commits': [" + COMMIT.replace("FEE", account.fixedProduct) + "], 'overrides': ["
                + paidBy("commit_ids", "ours") + ", " + paidBy("any_commit_or_credit_ids", "ours") + "]");
        JsonNode terms = contract.read();
        String commit = terms.at("/commits/0/id").stringValue();
        assertThat(shown(terms.at("/overrides/0/override_specifiers/0/commit_ids")))
                .isEqualTo("['" + commit + "']");
        assertThat(shown(terms.at("/overrides/1/override_specifiers/0/any_commit_or_credit_ids")))
                .isEqualTo("['" + commit + "']");

        edit(contract, "'add_overrides': [" + paidBy("commit_ids", commit) + "]")
                .ok();
        assertThat(shown(contract.read().at("/overrides/2/override_specifiers/0/commit_ids")))
                .isEqualTo("['" + commit + "']");
        assertThat(edit(contract, "'add_overrides': [" + paidBy("commit_ids", "ours") + "]")
                        .refused(400))
                .as("a temporary id is known in its own request only")
                .startsWith("add_overrides[0].override_specifiers[0].commit_ids: no commit has the id");
        assertThat(edit(contract, "'add_overrides': [" + paidBy("recurring_commit_ids", commit) + "]")
                        .refused(400))
                .isEqualTo("add_overrides[0].override_specifiers[0].recurring_commit_ids: \"" + commit
                        + "\" is a commit: name it in commit_ids");
    }

    private static String recurring(String temporaryId) {
        return """
            {'temporary_id': '%s', 'product_id': '%s', 'priority': 1, 'starting_at': '2025-01-01T00:00:00Z',
             'commit_duration': {'value': 1},
             'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 10}}\
            """.formatted(temporaryId, account.fixedProduct);
    }

    @Test
    void an_override_names_a_recurring_commit_of_the_same_request_by_its_temporary_id() {
        var contract = created("'recurring_commits': [" + recurring("monthly") + "], 'overrides': ["
                + paidBy("recurring_commit_ids", "monthly") + "]");
        JsonNode terms = contract.read();
        assertThat(shown(terms.at("/overrides/0/override_specifiers/0/recurring_commit_ids")))
                .isEqualTo("['" + terms.at("/recurring_commits/0/id").stringValue() + "']");

        edit(
                        contract,
                        "'add_recurring_credits': [" + recurring("monthly") + "], 'add_overrides': ["
                                + paidBy("any_commit_or_credit_ids", "monthly") + "]")
                .ok();
        JsonNode edited = contract.read();
        assertThat(shown(edited.at("/overrides/1/override_specifiers/0/any_commit_or_credit_ids")))
                .isEqualTo("['" + edited.at("/recurring_credits/0/id").stringValue() + "']");
    }

    /** Everything that a request can give a temporary id, in lists with the prefix of a create or an edit. */
    private static String nameable(String prefix) {
        return """
            'PREFIXcommits': [%s], 'PREFIXrecurring_commits': [%s], 'PREFIXrecurring_credits': [%s],
            'PREFIXsubscriptions': [{'temporary_id': 'seats', 'collection_schedule': 'ADVANCE', 'initial_quantity': 1,
              'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
              'proration': {'is_prorated': true, 'invoice_behavior': 'BILL_IMMEDIATELY'}}]\
            """.formatted(COMMIT.replace("FEE", account.fixedProduct), recurring("monthly"), recurring("gift"), team)
                .replace("PREFIX", prefix);
    }

    /** The id of the first in the list that is not made by what recurs. */
    private static String agreed(JsonNode terms, String list) {
        return terms.get(list)
                .valueStream()
                .filter(item -> !item.has("recurring_commit_id") && !item.has("recurring_credit_id"))
                .map(item -> item.get("id").stringValue())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void an_override_names_by_temporary_ids_all_that_pays() {
        var contract = created(nameable("") + ", 'overrides': [" + paidBy("commit_ids", "ours") + ", "
                + paidBy("recurring_commit_ids", "monthly") + ", "
                + paidBy("any_commit_or_credit_ids", "ours', 'monthly', 'gift', 'ours") + "]");
        JsonNode terms = contract.read();
        String commit = agreed(terms, "commits");
        String monthly = agreed(terms, "recurring_commits");
        String gift = agreed(terms, "recurring_credits");
        assertThat(shown(terms.at("/overrides/0/override_specifiers/0/commit_ids")))
                .isEqualTo("['" + commit + "']");
        assertThat(shown(terms.at("/overrides/1/override_specifiers/0/recurring_commit_ids")))
                .isEqualTo("['" + monthly + "']");
        assertThat(shown(terms.at("/overrides/2/override_specifiers/0/any_commit_or_credit_ids")))
                .isEqualTo("['" + commit + "','" + monthly + "','" + gift + "']");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
        commit_ids               | monthly | a recurring commit: name it in recurring_commit_ids
        commit_ids               | gift    | a recurring credit: name it in any_commit_or_credit_ids
        commit_ids               | seats   | a subscription, which pays for nothing: name a commit or credit
        recurring_commit_ids     | ours    | a commit: name it in commit_ids
        recurring_commit_ids     | gift    | a recurring credit: name it in any_commit_or_credit_ids
        any_commit_or_credit_ids | seats   | a subscription, which pays for nothing: name a commit or credit
        """)
    void a_temporary_id_of_what_a_list_does_not_hold_is_refused_with_the_list_that_does(
            String member, String name, String itIs) {
        var contract = created("'name': 'without'");
        int before = contracts();
        String why = ".override_specifiers[0]." + member + ": \"" + name + "\" is " + itIs;
        assertThat(create(nameable("") + ", 'overrides': [" + paidBy(member, name) + "]")
                        .refused(400))
                .isEqualTo("overrides[0]" + why);
        assertThat(contracts()).isEqualTo(before);
        assertThat(edit(contract, nameable("add_") + ", 'add_overrides': [" + paidBy(member, name) + "]")
                        .refused(400))
                .isEqualTo("add_overrides[0]" + why);
        assertThat(contract.read().get("commits")).isEmpty();
    }

    @Test
    void a_later_override_names_what_recurs_by_its_id_and_each_list_takes_its_own_kind() {
        String credit = COMMIT.replace("'type': 'PREPAID', 'temporary_id': 'ours', ", "");
        var contract = created(nameable("") + ", 'credits': [" + credit.replace("FEE", account.fixedProduct) + "]");
        JsonNode terms = contract.read();
        Map<String, String> ids = new LinkedHashMap<>();
        for (String list : List.of("commits", "credits", "recurring_commits", "recurring_credits")) {
            ids.put(list, agreed(terms, list));
        }

        assertThat(answers(contract, "commit_ids", ids))
                .containsExactly(
                        "taken",
                        "a credit: name it in any_commit_or_credit_ids",
                        "a recurring commit: name it in recurring_commit_ids",
                        "a recurring credit: name it in any_commit_or_credit_ids");
        assertThat(answers(contract, "recurring_commit_ids", ids))
                .containsExactly(
                        "a commit: name it in commit_ids",
                        "a credit: name it in any_commit_or_credit_ids",
                        "taken",
                        "a recurring credit: name it in any_commit_or_credit_ids");
        assertThat(answers(contract, "any_commit_or_credit_ids", ids))
                .containsExactly("taken", "taken", "taken", "taken");

        var others = account.customer("globex").contract("2025-01-01T00:00:00Z");
        assertThat(edit(
                                others,
                                "'add_overrides': [" + paidBy("recurring_commit_ids", ids.get("recurring_commits"))
                                        + "]")
                        .refused(400))
                .as("what recurs is named on contracts of its own customer only")
                .isEqualTo(
                        "add_overrides[0].override_specifiers[0].recurring_commit_ids: no recurring commit has the id"
                                + " or temporary_id " + ids.get("recurring_commits"));
    }

    /** What an edit says to an override that names one of the ids, for each of them. */
    private static List<String> answers(AccountFixture.Contract contract, String member, Map<String, String> ids) {
        List<String> answers = new ArrayList<>();
        for (String id : ids.values()) {
            Api.Answer answer = edit(contract, "'add_overrides': [" + paidBy(member, id) + "]");
            if (answer.status() == 200) {
                JsonNode last =
                        contract.read().get("overrides").valueStream().toList().getLast();
                assertThat(shown(last.at("/override_specifiers/0/" + member))).isEqualTo("['" + id + "']");
                answers.add("taken");
            } else {
                String refused = answer.refused(400);
                String path = "add_overrides[0].override_specifiers[0]." + member + ": \"" + id + "\" is ";
                assertThat(refused).startsWith(path);
                answers.add(refused.substring(path.length()));
            }
        }
        return answers;
    }

    @Test
    void overrides_tell_no_more_groups_apart_than_a_draft_can_have() {
        String specifiers = String.join(
                ", ",
                IntStream.range(0, 32)
                        .mapToObj(i -> "{'presentation_group_values': {'a': '%d', 'b': '%d'}}".formatted(i, i))
                        .toList());
        assertThat(create("'overrides': [{'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 1,"
                                + " 'override_specifiers': [" + specifiers + "]}]")
                        .refused(400))
                .isEqualTo(
                        "the presentation_group_values of a contract's overrides may tell at most 1000 groups apart");
    }

    private static String shown(JsonNode node) {
        return node.toString().replace('"', '\'');
    }

    private static int contracts() {
        List<JsonNode> all = api.post("/v2/contracts/list", "{'customer_id': '%s'}".formatted(acme.id()))
                .ok()
                .get("data")
                .valueStream()
                .toList();
        return all.size();
    }
}
