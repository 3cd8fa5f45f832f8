package io.downbeat.contracts.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Hierarchies over HTTP: how contracts name their parents, and what is refused (E-34). */
class HierarchiesApiTest {
    private static final String START = "2025-01-01T00:00:00Z";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer group = account.customer("group");
    private static final AccountFixture.Customer subsidiary = account.customer("subsidiary");

    private static AccountFixture.Contract parent() {
        return group.contract(START);
    }

    private static Api.Answer create(AccountFixture.Customer customer, String hierarchy, String more) {
        return api.post(
                "/v1/contracts/create",
                "{'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s', 'hierarchy_configuration': {%s}%s}"
                        .formatted(customer.id(), account.rateCard, START, hierarchy, more));
    }

    private static String of(AccountFixture.Contract parent) {
        return "'parent': {'contract_id': '%s', 'customer_id': '%s'}"
                .formatted(parent.id(), parent.customer().id());
    }

    private static AccountFixture.Contract child(AccountFixture.Contract parent) {
        String id = create(subsidiary, of(parent), "").ok().at("/data/id").stringValue();
        return new AccountFixture.Contract(api, subsidiary, id);
    }

    private static JsonNode v1(AccountFixture.Contract contract) {
        return api.post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}"
                                .formatted(contract.customer().id(), contract.id()))
                .ok()
                .get("data");
    }

    private static void archive(AccountFixture.Contract contract) {
        api.post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                .formatted(contract.customer().id(), contract.id()))
                .ok();
    }

    @Test
    void a_child_names_another_customers_contract_and_both_show_it() {
        AccountFixture.Contract parent = parent();
        assertThat(parent.read().has("hierarchy_configuration")).isFalse();
        AccountFixture.Contract child = child(parent);
        JsonNode named = Json.read("""
            {"parent": {"contract_id": "%s", "customer_id": "%s"}, "payer": "SELF", "usage_statement_behavior": "SEPARATE"}\
            """.formatted(parent.id(), group.id()));
        JsonNode v1 = v1(child);
        for (JsonNode shown : List.of(child.read(), v1.get("initial"), v1.get("current"))) {
            assertThat(shown.get("hierarchy_configuration")).isEqualTo(named);
        }
        assertThat(parent.read().get("hierarchy_configuration"))
                .isEqualTo(Json.read("""
                    {"children": [{"contract_id": "%s", "customer_id": "%s"}]}\
                    """.formatted(child.id(), subsidiary.id())));
        archive(child);
        assertThat(parent.read().at("/hierarchy_configuration/children")).isEmpty();
    }

    @Test
    void a_parent_says_beforehand_how_it_consolidates() {
        String id = create(group, "'parent_behavior': {'invoice_consolidation_type': 'concatenate'}", "")
                .ok()
                .at("/data/id")
                .stringValue();
        assertThat(new AccountFixture.Contract(api, group, id).read().get("hierarchy_configuration"))
                .isEqualTo(Json.read("""
                    {"children": [], "parent_behavior": {"invoice_consolidation_type": "CONCATENATE"}}\
                    """));
    }

    @Test
    void what_bills_a_parent_is_held_against_the_thresholds_of_the_children_that_it_pays_for() {
        AccountFixture.Customer payer = account.customer("payer");
        AccountFixture.Contract parent = payer.contract(START);
        String id = create(subsidiary, of(parent) + ", 'payer': 'PARENT'", """
            , 'prepaid_balance_threshold_configuration': {'is_enabled': true, 'threshold_amount': 500,
               'recharge_to_amount': 2000, 'commit': {'product_id': '%s', 'name': 'Recharge'},
               'payment_gate_config': {'payment_gate_type': 'STRIPE', 'stripe_config': {'payment_type': 'INVOICE'}}}\
            """.formatted(account.fixedProduct))
                .ok()
                .at("/data/id")
                .stringValue();
        var child = new AccountFixture.Contract(api, subsidiary, id);

        assertThat(parent.change(null, "START_OF_CURRENT_PERIOD").refused(400))
                .contains(
                        "contract " + id + ", for which this one pays: threshold billing that is paid through Stripe");
        String enabled = "/prepaid_balance_threshold_configuration/is_enabled";
        assertThat(child.read().at(enabled).booleanValue()).isTrue();
        api.post("/v1/archiveCustomerBillingProviderConfigurations", """
            {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
            """.formatted(payer.id(), payer.stripe()))
                .ok();
        assertThat(child.read().at(enabled).booleanValue()).isFalse();
    }

    @Test
    void a_child_may_be_of_the_same_customer() {
        AccountFixture.Contract parent = parent();
        create(group, of(parent), "").ok();
        assertThat(parent.read()
                        .at("/hierarchy_configuration/children/0/customer_id")
                        .stringValue())
                .isEqualTo(group.id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        'payer': 'SELF'                                | hierarchy_configuration.payer: goes with parent, and only with it
        'usage_statement_behavior': 'SEPARATE'         | hierarchy_configuration.usage_statement_behavior: goes with parent, and only with it
        'payer': 'NOBODY', PARENT                      | hierarchy_configuration.payer: must be one of
        PARENT, 'usage_statement_behavior': 'CONSOLIDATE'                    | hierarchy_configuration.usage_statement_behavior: CONSOLIDATE needs payer PARENT
        PARENT, 'payer': 'SELF', 'usage_statement_behavior': 'CONSOLIDATE'   | hierarchy_configuration.usage_statement_behavior: CONSOLIDATE needs payer PARENT
        PARENT, 'parent_behavior': {'invoice_consolidation_type': 'NONE'}    | hierarchy_configuration.parent_behavior: a child cannot be a parent
        'parent': {'contract_id': 'UNKNOWN'}           | hierarchy_configuration.parent.customer_id: is required
        'children': []                                 | children
        """)
    void what_makes_no_hierarchy_is_refused_by_name(String hierarchy, String message) {
        String members = hierarchy
                .replace("PARENT", of(parent()))
                .replace("UNKNOWN", UUID.randomUUID().toString());
        assertThat(create(subsidiary, members, "").refused(400)).contains(message);
    }

    /** E-1. */
    @Test
    void a_parent_that_is_not_there_is_not_found() {
        String nobody = UUID.randomUUID().toString();
        for (String[] parent : new String[][] {{nobody, group.id()}, {parent().id(), subsidiary.id()}}) {
            String named = "'parent': {'contract_id': '%s', 'customer_id': '%s'}".formatted(parent[0], parent[1]);
            assertThat(create(subsidiary, named, "").refused(404)).contains(parent[0]);
        }
    }

    @Test
    void an_archived_contract_and_a_child_are_no_parents() {
        AccountFixture.Contract archived = parent();
        archive(archived);
        assertThat(create(subsidiary, of(archived), "").refused(400))
                .contains("hierarchy_configuration.parent.contract_id: this contract is archived");
        AccountFixture.Contract child = child(parent());
        assertThat(create(subsidiary, of(child), "").refused(400))
                .contains("hierarchy_configuration.parent.contract_id: this contract is a child itself");
    }

    @Test
    void a_family_has_at_most_ten_active_contracts_however_many_ask_at_once() throws Exception {
        AccountFixture.Contract parent = parent();
        List<Future<Api.Answer>> asked = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 12; i++) {
                asked.add(pool.submit(() -> create(subsidiary, of(parent), "")));
            }
        }
        List<String> refused = new ArrayList<>();
        for (Future<Api.Answer> one : asked) {
            if (one.get().status() != 200) {
                refused.add(one.get().refused(400));
            }
        }
        assertThat(refused)
                .hasSize(3)
                .allMatch(message -> message.contains(
                        "hierarchy_configuration.parent.contract_id: this contract's family has 10 active contracts"));
        JsonNode children = parent.read().at("/hierarchy_configuration/children");
        assertThat(children).hasSize(9);
        archive(new AccountFixture.Contract(
                api, subsidiary, children.at("/0/contract_id").stringValue()));
        child(parent);
    }

    @Test
    void what_a_parent_shares_names_its_children_and_is_shown_as_it_was_agreed() {
        AccountFixture.Contract parent = parent();
        AccountFixture.Contract child = child(parent);
        String credit = """
            {'product_id': '%s', 'access_schedule': {'schedule_items': [{'amount': 10,
              'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'}]},
             'hierarchy_configuration': {'child_access': %s}}\
            """;
        String edit = "{'customer_id': '" + group.id() + "', 'contract_id': '" + parent.id() + "', ";
        for (String stranger : List.of(parent.id(), UUID.randomUUID().toString())) {
            String access = "{'type': 'CONTRACT_IDS', 'contract_ids': ['" + stranger + "']}";
            assertThat(api.post(
                                    "/v2/contracts/edit",
                                    edit + "'add_credits': [" + credit.formatted(account.fixedProduct, access) + "]}")
                            .refused(400))
                    .contains("hierarchy_configuration.child_access.contract_ids: no child of this contract has the id "
                            + stranger);
        }
        String access = "{'type': 'CONTRACT_IDS', 'contract_ids': ['" + child.id() + "']}";
        JsonNode made = api.post(
                        "/v2/contracts/edit",
                        edit + "'add_credits': [" + credit.formatted(account.fixedProduct, access) + "]}")
                .ok();
        JsonNode wanted = Json.read(("{'child_access': " + access + "}").replace('\'', '"'));
        assertThat(parent.read().at("/credits/0/hierarchy_configuration")).isEqualTo(wanted);
        assertThat(made.at("/data/edit/add_credits/0/hierarchy_configuration")).isEqualTo(wanted);
        String id = parent.read().at("/credits/0/id").stringValue();
        api.post(
                        "/v2/contracts/credits/edit",
                        "{'customer_id': '%s', 'credit_id': '%s', 'hierarchy_configuration': {'child_access': {'type': 'all'}}}"
                                .formatted(group.id(), id))
                .ok();
        assertThat(parent.read()
                        .at("/credits/0/hierarchy_configuration/child_access/type")
                        .stringValue())
                .isEqualTo("ALL");
        api.post(
                        "/v2/contracts/edit",
                        edit + "'update_credits': [{'credit_id': '" + id
                                + "', 'hierarchy_configuration': {'child_access': {'type': 'NONE'}}}]}")
                .ok();
        assertThat(parent.read().at("/credits/0").has("hierarchy_configuration"))
                .isFalse();
    }
}
