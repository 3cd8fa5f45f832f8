package io.downbeat.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What contracts of packages are billed in the end, with the exact numbers of the acceptance rows. */
class PackagesOverTimeTest {

    /** P1. */
    @Test
    void a_year_of_a_starter_plan_is_billed_twelve_times_and_credited_three_times() {
        try (TestServer server = TestServer.startedAt("2025-10-01T00:00:00Z")) {
            Api api = server.api();
            AccountFixture account = AccountFixture.setUp(api);
            AccountFixture.Customer acme = account.customer("acme");
            String team = id(api, "/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}");
            api.post("/v1/contract-pricing/rate-cards/addRate", """
                {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                 'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': 'MONTHLY'}\
                """.formatted(account.rateCard, team))
                    .ok();
            String starter = id(api, "/v1/packages/create", """
                {'name': 'Starter Plan', 'rate_card_id': '%s', 'duration': {'value': 12, 'unit': 'MONTHS'},
                 'subscriptions': [{'collection_schedule': 'ADVANCE', 'proration': {}, 'initial_quantity': 1,
                   'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'}}],
                 'recurring_credits': [{'product_id': '%s', 'priority': 1, 'name': 'Monthly', 'applicable_product_ids': ['%s'],
                   'commit_duration': {'value': 1, 'unit': 'PERIODS'}, 'recurrence_frequency': 'MONTHLY',
                   'access_amount': {'unit_price': 1000, 'quantity': 1, 'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'},
                   'starting_at_offset': {'value': 0, 'unit': 'MONTHS'}, 'duration': {'value': 3, 'unit': 'MONTHS'}}]}\
                """.formatted(
                            account.rateCard, team, account.fixedProduct, account.usageProduct));
            JsonNode contract = contract(api, acme, starter, "");
            assertThat(contract.get("ending_before").stringValue()).isEqualTo("2026-10-01T00:00:00.000Z");
            server.advanceTo("2026-10-03T00:00:00Z");

            List<String> billed = new ArrayList<>();
            for (JsonNode invoice : acme.invoices()) {
                assertThat(invoice.get("status").stringValue()).isEqualTo("FINALIZED");
                String day = invoice.has("start_timestamp")
                        ? invoice.get("start_timestamp").stringValue()
                        : invoice.get("issued_at").stringValue();
                billed.add(day.substring(0, 10) + " " + invoice.get("type").stringValue() + " "
                        + invoice.get("total").asInt());
            }
            Collections.sort(billed);
            assertThat(billed)
                    .containsExactly(
                            "2025-10-01 SCHEDULED 1000",
                            "2025-10-01 USAGE 1000",
                            "2025-11-01 USAGE 1000",
                            "2025-12-01 USAGE 1000",
                            "2026-01-01 USAGE 1000",
                            "2026-02-01 USAGE 1000",
                            "2026-03-01 USAGE 1000",
                            "2026-04-01 USAGE 1000",
                            "2026-05-01 USAGE 1000",
                            "2026-06-01 USAGE 1000",
                            "2026-07-01 USAGE 1000",
                            "2026-08-01 USAGE 1000",
                            "2026-09-01 USAGE 0");
            List<String> credits = new ArrayList<>();
            api.post(
                            "/v1/contracts/customerBalances/list",
                            "{'customer_id': '" + acme.id() + "', 'include_contract_balances': true}")
                    .ok()
                    .get("data")
                    .forEach(credit -> credit.at("/access_schedule/schedule_items")
                            .forEach(item -> credits.add(item.get("amount").asInt() + " from "
                                    + item.get("starting_at").stringValue().substring(0, 10))));
            Collections.sort(credits);
            assertThat(credits).containsExactly("1000 from 2025-10-01", "1000 from 2025-11-01", "1000 from 2025-12-01");
        }
    }

    /** P10. */
    @Test
    void a_package_with_prepaid_billing_and_no_credits_is_charged_up_to_its_recharge_at_once() {
        try (TestServer server = TestServer.startedAt("2025-10-15T10:20:00Z")) {
            Api api = server.api();
            AccountFixture account = AccountFixture.setUp(api);
            AccountFixture.Customer acme = account.customer("acme");
            String topped = id(api, "/v1/packages/create", """
                {'name': 'Topped up', 'rate_card_id': '%s', 'prepaid_balance_threshold_configuration': {'is_enabled': true,
                 'threshold_amount': 500, 'recharge_to_amount': 2000, 'commit': {'product_id': '%s', 'name': 'Recharge'},
                 'payment_gate_config': {'payment_gate_type': 'NONE'}}}\
                """.formatted(account.rateCard, account.fixedProduct));
            JsonNode contract = contract(
                    api,
                    acme,
                    topped,
                    ", 'billing_provider_configuration': {'billing_provider_configuration_id': '" + acme.stripe()
                            + "'}");
            server.settle();
            List<JsonNode> charged = acme.invoices().stream()
                    .filter(invoice -> invoice.get("type").stringValue().equals("SCHEDULED"))
                    .toList();
            assertThat(charged).hasSize(1);
            assertThat(charged.getFirst().get("total").asInt()).isEqualTo(2000);
            assertThat(charged.getFirst().get("status").stringValue()).isEqualTo("FINALIZED");
            JsonNode commits = api.post(
                            "/v2/contracts/get",
                            "{'customer_id': '%s', 'contract_id': '%s'}"
                                    .formatted(acme.id(), contract.get("id").stringValue()))
                    .ok()
                    .at("/data/commits");
            assertThat(commits).hasSize(1);
            assertThat(commits.at("/0/access_schedule/schedule_items/0/amount").asInt())
                    .isEqualTo(2000);
            assertThat(commits.at("/0/name").stringValue()).isEqualTo("Recharge");
        }
    }

    /** subscriptions.md 3.1, 9: a term behind the contract's end is dropped, and so is what is for it alone. */
    @Test
    void what_names_a_term_that_its_contract_does_not_come_to_names_it_no_more() {
        try (TestServer server = TestServer.startedAt("2025-10-01T00:00:00Z")) {
            Api api = server.api();
            AccountFixture account = AccountFixture.setUp(api);
            AccountFixture.Customer acme = account.customer("acme");
            String team = id(api, "/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}");
            api.post("/v1/contract-pricing/rate-cards/addRate", """
                {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                 'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': 'MONTHLY'}\
                """.formatted(account.rateCard, team))
                    .ok();
            String twoMonths = id(api, "/v1/packages/create", """
                {'name': 'Two months', 'rate_card_id': '%1$s', 'duration': {'value': 2, 'unit': 'MONTHS'},
                 'commits': [%4$s, %5$s],
                 'subscriptions': [{'temporary_id': 'seats', 'collection_schedule': 'ADVANCE', 'proration': {}, 'initial_quantity': 1,
                   'starting_at_offset': {'value': 2, 'unit': 'MONTHS'},
                   'subscription_rate': {'product_id': '%3$s', 'billing_frequency': 'MONTHLY'}}],
                 'recurring_credits': [{'temporary_id': 'linked', 'product_id': '%2$s', 'priority': 1, 'commit_duration': {'value': 1},
                   'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'access_amount': {'unit_price': 100,
                   'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'}, 'subscription_config': {'subscription_id': 'seats',
                   'apply_seat_increase_config': {'is_prorated': false}}}],
                 'overrides': [
                   {'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'multiplier': 0.5, 'is_commit_specific': true,
                    'override_specifiers': [{'commit_ids': ['base', 'late']}, {'commit_ids': ['late']},
                      {'commit_ids': ['late'], 'any_commit_or_credit_ids': ['base']}]},
                   {'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'multiplier': 0.25, 'is_commit_specific': true,
                    'override_specifiers': [{'any_commit_or_credit_ids': ['linked', 'late']}]}]}\
                """.formatted(
                            account.rateCard,
                            account.fixedProduct,
                            team,
                            commit(account, "base", 0),
                            commit(account, "late", 2)));
            JsonNode contract = contract(api, acme, twoMonths, "");
            assertThat(contract.get("commits")).hasSize(1);
            assertThat(contract.get("subscriptions")).isEmpty();
            assertThat(contract.get("recurring_credits")).isEmpty();
            assertThat(contract.get("overrides")).hasSize(1);
            JsonNode specifiers = contract.at("/overrides/0/override_specifiers");
            String base = contract.at("/commits/0/id").stringValue();
            assertThat(specifiers).hasSize(2);
            assertThat(specifiers.at("/0/commit_ids").toString()).isEqualTo("[\"" + base + "\"]");
            assertThat(specifiers.at("/1/any_commit_or_credit_ids").toString()).isEqualTo("[\"" + base + "\"]");
        }
    }

    private static String commit(AccountFixture account, String name, int months) {
        return """
            {'temporary_id': '%s', 'product_id': '%s', 'type': 'PREPAID', 'access_schedule': {'schedule_items': [
              {'amount': 1000, 'starting_at_offset': {'value': %d, 'unit': 'MONTHS'}, 'duration': {'value': 1, 'unit': 'MONTHS'}}]}}\
            """.formatted(name, account.fixedProduct, months);
    }

    private static String id(Api api, String path, String body) {
        return api.post(path, body).ok().at("/data/id").stringValue();
    }

    private static JsonNode contract(Api api, AccountFixture.Customer customer, String of, String more) {
        String id = id(api, "/v1/contracts/create", """
            {'customer_id': '%s', 'package_id': '%s', 'starting_at': '2025-10-01T00:00:00Z'%s}\
            """.formatted(customer.id(), of, more));
        return api.post("/v2/contracts/get", "{'customer_id': '%s', 'contract_id': '%s'}".formatted(customer.id(), id))
                .ok()
                .get("data");
    }
}
