package io.downbeat.contracts.references;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where single terms were sold is kept as it was given, shown with the term, and changed where the API changes it. */
class SalesOrdersOfTermsTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-20T00:00:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");

    private static final String ACCESS = """
        'access_schedule': {'schedule_items': [{'amount': 1000, 'starting_at': '2025-02-01T00:00:00Z',
          'ending_before': '2026-01-01T00:00:00Z'}]}\
        """;
    private static final String RECURRING = """
        'priority': 1, 'starting_at': '2025-02-01T00:00:00Z', 'commit_duration': {'value': 1},
        'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 10}\
        """;
    private static final String CHARGED =
            "'schedule': {'schedule_items': [{'timestamp': '2025-02-01T00:00:00Z', 'amount': 12000}]}";

    /** @param prefix of the lists: none when a contract is created, {@code add_} when it is edited */
    private static String terms(String prefix) {
        return """
            '%1$scommits': [{'type': 'PREPAID', 'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-1', %3$s}],
            '%1$scredits': [{'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-2', %3$s}],
            '%1$srecurring_commits': [{'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-3', %4$s}],
            '%1$srecurring_credits': [{'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-4', %4$s}],
            '%1$sscheduled_charges': [{'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-5', %5$s}],
            '%1$sdiscounts': [{'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-6', %5$s}],
            '%1$sprofessional_services': [{'product_id': '%2$s', 'netsuite_sales_order_id': 'SO-7', 'max_amount': 50,
              'unit_price': 5, 'quantity': 1}]\
            """.formatted(prefix, account.fixedProduct, ACCESS, RECURRING, CHARGED);
    }

    private static JsonNode edit(AccountFixture.Contract contract, String changes) {
        return api.post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), changes))
                .ok()
                .at("/data/edit");
    }

    private static void assertHasAll(JsonNode contract) {
        for (String term : new String[] {
            "commits SO-1",
            "credits SO-2",
            "recurring_commits SO-3",
            "recurring_credits SO-4",
            "scheduled_charges SO-5",
            "discounts SO-6",
            "professional_services SO-7"
        }) {
            String list = term.split(" ")[0];
            assertThat(contract.at("/" + list + "/0/netsuite_sales_order_id").asString())
                    .as(list)
                    .isEqualTo(term.split(" ")[1]);
        }
    }

    @Test
    void each_kind_of_term_has_one_when_a_contract_is_created() {
        assertHasAll(acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", " + terms(""))
                .read());
    }

    @Test
    void each_kind_of_term_has_one_when_it_is_added_and_the_history_shows_it() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        JsonNode edit = edit(contract, terms("add_"));
        assertHasAll(contract.read());
        assertThat(edit.at("/add_commits/0/netsuite_sales_order_id").asString()).isEqualTo("SO-1");
        assertThat(edit.at("/add_recurring_credits/0/netsuite_sales_order_id").asString())
                .isEqualTo("SO-4");
        assertThat(edit.at("/add_scheduled_charges/0/netsuite_sales_order_id").asString())
                .isEqualTo("SO-5");
    }

    @Test
    void commits_that_recur_carry_that_of_what_they_recur_from() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'recurring_credits': [{'product_id': '%s', 'netsuite_sales_order_id': 'SO-4', %s}]\
            """.formatted(
                        account.fixedProduct, RECURRING.replace("2025-02", "2025-01")));
        assertThat(contract.read().at("/credits/0/netsuite_sales_order_id").asString())
                .isEqualTo("SO-4");
    }

    @Test
    void an_edit_changes_or_clears_that_of_a_commit_a_credit_and_a_charge_and_leaves_it_where_it_says_nothing() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", " + terms(""));
        JsonNode before = contract.read();
        String updates = """
            'update_commits': [{'commit_id': '%s', 'netsuite_sales_order_id': %s}],
            'update_credits': [{'credit_id': '%s', 'name': 'Gift'}],
            'update_scheduled_charges': [{'scheduled_charge_id': '%s', 'netsuite_sales_order_id': %s}]\
            """;
        String commit = before.at("/commits/0/id").stringValue();
        String credit = before.at("/credits/0/id").stringValue();
        String charge = before.at("/scheduled_charges/0/id").stringValue();
        JsonNode edit = edit(contract, updates.formatted(commit, "'SO-8'", credit, charge, "'SO-9'"));
        JsonNode changed = contract.read();
        assertThat(changed.at("/commits/0/netsuite_sales_order_id").asString()).isEqualTo("SO-8");
        assertThat(changed.at("/credits/0/netsuite_sales_order_id").asString()).isEqualTo("SO-2");
        assertThat(changed.at("/scheduled_charges/0/netsuite_sales_order_id").asString())
                .isEqualTo("SO-9");
        assertThat(changed.at("/scheduled_charges/0/schedule")).isEqualTo(before.at("/scheduled_charges/0/schedule"));
        assertThat(edit.at("/update_commits/0/netsuite_sales_order_id").asString())
                .isEqualTo("SO-8");
        assertThat(edit.at("/update_scheduled_charges/0/netsuite_sales_order_id")
                        .asString())
                .isEqualTo("SO-9");

        JsonNode cleared = edit(contract, updates.formatted(commit, "null", credit, charge, "null"));
        assertThat(contract.read().at("/commits/0").has("netsuite_sales_order_id"))
                .isFalse();
        assertThat(contract.read().at("/scheduled_charges/0").has("netsuite_sales_order_id"))
                .isFalse();
        assertThat(cleared.at("/update_commits/0/netsuite_sales_order_id").isNull())
                .isTrue();
    }

    @Test
    void a_customers_commit_names_its_opportunity_as_well() {
        String id = api.post(
                        "/v1/contracts/customerCommits/create", """
                            {'customer_id': '%s', 'type': 'PREPAID', 'priority': 1, 'product_id': '%s', %s,
                             'netsuite_sales_order_id': 'SO-10', 'salesforce_opportunity_id': '006Qz'}\
                            """.formatted(acme.id(), account.fixedProduct, ACCESS))
                .ok()
                .at("/data/id")
                .stringValue();
        JsonNode commit = api.post(
                        "/v1/contracts/customerCommits/list",
                        "{'customer_id': '%s', 'commit_id': '%s'}".formatted(acme.id(), id))
                .ok()
                .at("/data/0");
        assertThat(commit.get("netsuite_sales_order_id").stringValue()).isEqualTo("SO-10");
        assertThat(commit.get("salesforce_opportunity_id").stringValue()).isEqualTo("006Qz");
    }

    @Test
    void an_amendment_has_its_own() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        api.post("/v1/contracts/amend", """
            {'customer_id': '%s', 'contract_id': '%s', 'starting_at': '2025-02-01T00:00:00Z',
             'netsuite_sales_order_id': 'SO-11', 'salesforce_opportunity_id': '006Qa', 'total_contract_value': 99.5,
             'credits': [{'product_id': '%s', %s}]}\
            """.formatted(acme.id(), contract.id(), account.fixedProduct, ACCESS))
                .ok();
        JsonNode amendment = api.post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .at("/data/amendments/0");
        assertThat(amendment.get("netsuite_sales_order_id").stringValue()).isEqualTo("SO-11");
        assertThat(amendment.get("salesforce_opportunity_id").stringValue()).isEqualTo("006Qa");
        assertThat(amendment.get("credits")).hasSize(1);
    }
}
