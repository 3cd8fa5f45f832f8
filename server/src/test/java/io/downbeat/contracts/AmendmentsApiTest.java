package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An amendment is an edit that only adds, kept under an id of its own: row C-122 of pricing.md. */
class AmendmentsApiTest {
    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        acme = account.customer("acme");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Api.Answer amend(AccountFixture.Contract contract, String terms) {
        return api.post(
                "/v1/contracts/amend",
                "{'customer_id': '%s', 'contract_id': '%s', 'starting_at': '2025-02-01T00:00:00Z'%s}"
                        .formatted(acme.id(), contract.id(), terms));
    }

    private static String commit() {
        return """
            {'type': 'PREPAID', 'product_id': '%s', 'name': 'More', 'temporary_id': 'more', 'access_schedule':
              {'schedule_items': [{'amount': 1000, 'starting_at': '2025-02-01T00:00:00Z',
                'ending_before': '2026-01-01T00:00:00Z'}]}}\
            """.formatted(account.fixedProduct);
    }

    private static JsonNode v1(AccountFixture.Contract contract) {
        return api.post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
    }

    /** C-122. */
    @Test
    void v1_shows_the_amendment_with_what_it_added_and_v2_the_terms_on_the_contract() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        String id = amend(contract, ", 'commits': [" + commit() + "]")
                .ok()
                .at("/data/id")
                .stringValue();
        JsonNode amendments = v1(contract).get("amendments");
        assertThat(amendments).hasSize(1);
        assertThat(amendments.at("/0/id").stringValue()).isEqualTo(id);
        assertThat(amendments.at("/0/starting_at").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
        assertThat(amendments.at("/0/commits")).hasSize(1);
        assertThat(amendments.at("/0/commits/0/name").stringValue()).isEqualTo("More");
        assertThat(amendments.at("/0/overrides")).isEmpty();
        assertThat(amendments.at("/0/scheduled_charges")).isEmpty();
        assertThat(contract.read().at("/commits/0/id")).isEqualTo(amendments.at("/0/commits/0/id"));
        JsonNode history = api.post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
        assertThat(history).hasSize(1);
        assertThat(history.at("/0/add_commits")).hasSize(1);
    }

    @Test
    void all_kinds_of_terms_are_added_at_once_and_a_second_amendment_has_its_own() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        amend(contract, ", 'commits': [" + commit() + "]").ok();
        String id = amend(contract, """
            , 'credits': [{'product_id': '%1$s', 'access_schedule': {'schedule_items': [{'amount': 5,
                'starting_at': '2025-02-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}],
            'overrides': [{'product_id': '%2$s', 'starting_at': '2025-02-01T00:00:00Z', 'multiplier': 0.5}],
            'scheduled_charges': [{'product_id': '%1$s', 'schedule': {'schedule_items': [
                {'timestamp': '2025-02-01T00:00:00Z', 'amount': 12000}]}}],
            'discounts': [{'product_id': '%1$s', 'schedule': {'schedule_items': [
                {'timestamp': '2025-02-01T00:00:00Z', 'amount': 5000}]}}],
            'professional_services': [{'product_id': '%1$s', 'max_amount': 50, 'unit_price': 5, 'quantity': 1}],
            'reseller_royalties': [{'reseller_type': 'AWS', 'fraction': 0.03, 'netsuite_reseller_id': 'R',
                'starting_at': '2025-02-01T00:00:00Z'}]\
            """.formatted(account.fixedProduct, account.usageProduct))
                .ok()
                .at("/data/id")
                .stringValue();
        JsonNode second = v1(contract).at("/amendments/1");
        assertThat(second.at("/commits")).isEmpty();
        for (String list : new String[] {
            "credits", "overrides", "scheduled_charges", "discounts", "professional_services", "reseller_royalties"
        }) {
            assertThat(second.at("/" + list)).as(list).hasSize(1);
        }
        JsonNode invoice = api.post("/v1/contracts/scheduleProServicesInvoice", """
            {'customer_id': '%s', 'contract_id': '%s', 'issued_at': '2025-02-01T00:00:00Z', 'line_items': [
              {'professional_service_id': '%s', 'quantity': 1, 'amendment_id': '%s'}]}\
            """.formatted(
                                acme.id(),
                                contract.id(),
                                second.at("/professional_services/0/id").stringValue(),
                                id))
                .ok()
                .at("/data/0");
        assertThat(invoice.get("amendment_id").stringValue()).isEqualTo(id);
    }

    /** E-1. */
    @Test
    void an_unknown_product_is_refused_as_by_an_edit() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        String nobody = "00000000-0000-0000-0000-000000000001";
        assertThat(amend(contract, ", 'commits': [" + commit().replace(account.fixedProduct, nobody) + "]")
                        .refused(400))
                .isEqualTo("commits[0].product_id: no product has the id " + nobody);
    }

    @Test
    void what_an_edit_refuses_is_refused_under_the_names_of_the_request_and_leaves_nothing_behind() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        assertThat(amend(contract, ", 'commits': [" + commit() + ", {'type': 'PREPAID'}]")
                        .refused(400))
                .startsWith("commits[1].");
        assertThat(amend(contract, "").refused(400)).startsWith("the edit changes nothing");
        assertThat(amend(contract, ", 'update_contract_name': 'x'").refused(400))
                .startsWith("update_contract_name: unknown field");
        assertThat(amend(contract, ", 'custom_fields': {'a': 'b'}").refused(400))
                .isEqualTo("custom_fields: an amendment shows none; give them to what it adds, or to the contract");
        String early = "{'customer_id': '%s', 'contract_id': '%s', 'starting_at': '%s', 'commits': [%s]}";
        assertThat(api.post(
                                "/v1/contracts/amend",
                                early.formatted(acme.id(), contract.id(), "2024-12-31T00:00:00Z", commit()))
                        .refused(400))
                .startsWith("starting_at: an amendment must lie inside its contract");
        assertThat(api.post(
                                "/v1/contracts/amend",
                                early.formatted(acme.id(), contract.id(), "2025-01-31T00:30:00Z", commit()))
                        .refused(400))
                .startsWith("starting_at: is required to be on an hour boundary");
        String nobody = "00000000-0000-4000-8000-000000000000";
        assertThat(api.post("/v1/contracts/amend", early.formatted(acme.id(), nobody, "2025-02-01T00:00:00Z", commit()))
                        .refused(404))
                .isEqualTo("the customer has no contract " + nobody);
        assertThat(v1(contract).get("amendments")).isEmpty();
        assertThat(contract.read().get("commits")).isEmpty();
    }
}
