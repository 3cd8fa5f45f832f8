package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.Console;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Invoices that a parent pays: one with the lines of all, or a child's own (C-123, C-142). */
class ConsolidatedInvoicesTest extends FamiliesOnAServer {
    private String sharedCommit(int amount) {
        return """
            , 'commits': [{'type': 'PREPAID', 'name': 'Shared', 'product_id': '%s', 'access_schedule': {'schedule_items': [
              {'amount': %d, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]},
              'hierarchy_configuration': {'child_access': {'type': 'ALL'}}}]\
            """.formatted(account.fixedProduct, amount);
    }

    private static List<Integer> totals(JsonNode invoice) {
        return invoice.get("line_items")
                .valueStream()
                .map(line -> line.get("total").intValue())
                .toList();
    }

    private List<String> delivered() {
        List<String> found = new ArrayList<>();
        api().get("/downbeat/v1/deliveries")
                .ok()
                .get("data")
                .forEach(one -> found.add(one.get("invoice_id").stringValue()));
        return found;
    }

    @Test
    void one_invoice_has_the_lines_of_the_family_and_is_the_only_one_delivered() throws Exception {
        AccountFixture.Contract parent = parent(sharedCommit(1000));
        AccountFixture.Contract one = consolidating("one", parent);
        AccountFixture.Contract two = consolidating("two", parent);
        server.advanceTo("2025-01-26T00:00:00Z");
        acme.use("p", "2025-01-05T00:00:00Z", 400);
        one.customer().use("c1", "2025-01-05T00:00:00Z", 500);
        two.customer().use("c2", "2025-01-05T00:00:00Z", 300);
        server.advanceTo("2025-02-03T00:00:00Z");

        JsonNode all = only(january(acme, "USAGE_CONSOLIDATED"));
        assertThat(totals(all)).containsExactly(400, -400, 500, -500, 100, -100, 200);
        assertThat(all.get("subtotal").intValue()).isEqualTo(1200);
        assertThat(all.get("total").intValue()).isEqualTo(200);
        assertThat(all.get("contract_id").stringValue()).isEqualTo(parent.id());

        List<JsonNode> constituents = Stream.of(acme, one.customer(), two.customer())
                .map(customer -> only(january(customer, "USAGE")))
                .toList();
        assertThat(constituents).allMatch(invoice -> status(invoice).equals("FINALIZED"));
        assertThat(constituents)
                .extracting(invoice -> invoice.get("total").intValue())
                .containsExactly(0, 0, 200);
        assertThat(constituents)
                .allMatch(invoice -> invoice.get("external_invoice").isNull());
        assertThat(all.get("constituent_invoices")
                        .valueStream()
                        .map(each -> each.get("invoice_id").stringValue()))
                .containsExactlyElementsOf(
                        constituents.stream().map(InvoicesOnAServer::id).toList());
        assertThat(delivered()).containsExactly(id(all));
        assertThat(all.at("/external_invoice/billing_provider_type").stringValue())
                .isEqualTo("stripe");

        JsonNode origin = all.at("/line_items/6/origin");
        JsonNode copied = constituents.get(2);
        assertThat(origin.get("customer_id").stringValue())
                .isEqualTo(two.customer().id());
        assertThat(origin.get("contract_id").stringValue()).isEqualTo(two.id());
        assertThat(origin.get("invoice_id").stringValue()).isEqualTo(id(copied));
        assertThat(all.get("line_items").valueStream().allMatch(line -> line.has("origin")))
                .isTrue();
        assertThat(copied.at("/payer/contract_id").stringValue()).isEqualTo(parent.id());
        assertThat(copied.at("/payer/customer_id").stringValue()).isEqualTo(acme.id());
        assertThat(route(id(copied)).get("explanation").stringValue()).contains("consolidated invoice");
        for (JsonNode invoice : List.of(all, copied)) {
            String path = "/v1/customers/" + invoice.get("customer_id").stringValue() + "/invoices/" + id(invoice);
            assertThat(api().get(path + "/pdf").status()).isEqualTo(200);
            assertThat(api().get(path).ok().get("data")).isEqualTo(invoice);
        }
        try (Console console = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            for (String page : List.of(
                    "contracts/" + parent.id(),
                    "contracts/" + two.id(),
                    "invoices/" + id(all),
                    "invoices/" + id(copied))) {
                assertThat(console.get("/console/" + page).statusCode())
                        .as(page)
                        .isEqualTo(200);
            }
        }
        verified();
    }

    @Test
    void the_list_price_of_a_line_is_of_the_card_of_the_contract_that_it_is_copied_from() {
        AccountFixture.Contract parent = parent("");
        String card = dataId("/v1/contract-pricing/rate-cards/create", "{'name': 'Children'}");
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 3}\
            """.formatted(card, account.usageProduct))
                .ok();
        AccountFixture.Customer child = account.customer("child");
        dataId("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'hierarchy_configuration':
              {'parent': {'customer_id': '%s', 'contract_id': '%s'}, 'payer': 'PARENT',
               'usage_statement_behavior': 'CONSOLIDATE'}}\
            """.formatted(child.id(), card, acme.id(), parent.id()));
        server.advanceTo("2025-01-26T00:00:00Z");
        acme.use("p", "2025-01-05T00:00:00Z", 10);
        child.use("c", "2025-01-05T00:00:00Z", 10);
        server.advanceTo("2025-02-03T00:00:00Z");
        String all = id(only(january(acme, "USAGE_CONSOLIDATED")));
        assertThat(api().get("/v1/customers/" + acme.id() + "/invoices/" + all + "?include_list_prices=true")
                        .ok()
                        .at("/data/line_items")
                        .valueStream()
                        .map(line -> line.at("/list_price/price").intValue()))
                .containsExactly(1, 3);
    }

    private String dataId(String path, String body) {
        return api().post(path, body).ok().at("/data/id").stringValue();
    }

    @Test
    void children_of_other_sizes_add_up_and_every_month_has_its_invoice() {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract one = consolidating("one", parent);
        AccountFixture.Contract two = consolidating("two", parent);
        for (int month = 1; month <= 2; month++) {
            server.advanceTo("2025-0" + month + "-26T00:00:00Z");
            String at = "2025-0" + month + "-20T00:00:00Z";
            one.customer().use("c1" + month, at, 15000);
            two.customer().use("c2" + month, at, 8000);
            acme.use("p" + month, at, 5000);
        }
        server.advanceTo("2025-03-03T00:00:00Z");
        List<JsonNode> all = ofType("USAGE_CONSOLIDATED");
        assertThat(all).hasSize(2).allSatisfy(invoice -> {
            assertThat(totals(invoice)).containsExactlyInAnyOrder(15000, 8000, 5000);
            assertThat(invoice.get("total").intValue()).isEqualTo(28000);
            assertThat(invoice.get("constituent_invoices")).hasSize(3);
        });
        assertThat(delivered()).containsExactlyInAnyOrder(id(all.get(0)), id(all.get(1)));
        assertThat(atProviders()).isNotEmpty();
        verified();
    }

    @Test
    void a_child_that_stays_separate_goes_to_the_parents_account_by_itself() {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Customer one = account.customer("one");
        child(one, parent, "SEPARATE", charges(item("2025-01-10T00:00:00Z", 70)).formatted(account.fixedProduct));
        server.advanceTo("2025-01-26T00:00:00Z");
        one.use("c1", "2025-01-05T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(ofType("USAGE_CONSOLIDATED")).isEmpty();
        assertThat(one.invoices().stream().filter(invoice -> status(invoice).equals("FINALIZED")))
                .hasSize(2)
                .allSatisfy(invoice -> {
                    assertThat(invoice.at("/payer/customer_id").stringValue()).isEqualTo(acme.id());
                    assertThat(route(id(invoice))
                                    .get("billing_provider_configuration_id")
                                    .stringValue())
                            .isEqualTo(acme.stripe());
                });
        assertThat(delivered()).hasSize(3);
        assertThat(atProviders().toString()).contains("cus_acme").doesNotContain("cus_one");
        verified();
    }

    @Test
    void a_period_that_is_issued_on_another_day_is_not_consolidated() {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract monthly = consolidating("monthly", parent);
        AccountFixture.Contract early = consolidating("early", parent);
        api().post(
                        "/v1/contracts/updateEndDate",
                        "{'customer_id': '%s', 'contract_id': '%s', 'ending_before': '2025-01-15T00:00:00Z'}"
                                .formatted(early.customer().id(), early.id()))
                .ok();
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(only(january(acme, "USAGE_CONSOLIDATED")).get("constituent_invoices"))
                .hasSize(2);
        assertThat(delivered())
                .containsExactlyInAnyOrder(
                        id(only(january(acme, "USAGE_CONSOLIDATED"))), id(only(january(early.customer(), "USAGE"))));
        assertThat(only(january(monthly.customer(), "USAGE"))
                        .get("external_invoice")
                        .isNull())
                .isTrue();
        verified();
    }

    @Test
    void a_parent_that_consolidates_nothing_pays_each_invoice() {
        AccountFixture.Contract parent =
                parent(", 'hierarchy_configuration': {'parent_behavior': {'invoice_consolidation_type': 'NONE'}}");
        AccountFixture.Contract one = consolidating("one", parent);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(ofType("USAGE_CONSOLIDATED")).isEmpty();
        assertThat(delivered())
                .containsExactlyInAnyOrder(
                        id(only(january(acme, "USAGE"))), id(only(january(one.customer(), "USAGE"))));
        verified();
    }

    @Test
    void a_constituent_is_voided_and_regenerated_once_the_consolidated_invoice_is_void() {
        AccountFixture.Contract parent = parent(sharedCommit(100));
        AccountFixture.Contract one = consolidating("one", parent);
        server.advanceTo("2025-01-26T00:00:00Z");
        one.customer().use("c1", "2025-01-05T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        String all = id(only(january(acme, "USAGE_CONSOLIDATED")));
        String constituent = id(only(january(one.customer(), "USAGE")));
        assertThat(post("/v1/invoices/void", constituent).refused(400)).contains("consolidated invoice " + all);
        verified();

        post("/v1/invoices/void", all).ok();
        verified();
        one.customer().use("late", "2025-01-06T00:00:00Z", 50);
        post("/v1/invoices/void", constituent).ok();
        post("/v1/invoices/regenerate", constituent).ok();
        verified();
        post("/v1/invoices/regenerate", all).ok();
        JsonNode again = only(january(acme, "USAGE_CONSOLIDATED"));
        assertThat(again.get("regenerated_from_invoice_id").stringValue()).isEqualTo(all);
        assertThat(again.get("total").intValue()).isEqualTo(450);
        assertThat(again.at("/constituent_invoices/1/invoice_id").stringValue())
                .isEqualTo(id(only(january(one.customer(), "USAGE"))))
                .isNotEqualTo(constituent);
        verified();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_constituents_are_regenerated_in_any_order(boolean childFirst) {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract one = consolidating("one", parent);
        server.advanceTo("2025-01-26T00:00:00Z");
        acme.use("p", "2025-01-05T00:00:00Z", 400);
        one.customer().use("c1", "2025-01-05T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        String all = id(only(january(acme, "USAGE_CONSOLIDATED")));
        List<String> constituents = childFirst
                ? List.of(id(only(january(one.customer(), "USAGE"))), id(only(january(acme, "USAGE"))))
                : List.of(id(only(january(acme, "USAGE"))), id(only(january(one.customer(), "USAGE"))));
        post("/v1/invoices/void", all).ok();
        constituents.forEach(each -> post("/v1/invoices/void", each).ok());
        constituents.forEach(each -> {
            post("/v1/invoices/regenerate", each).ok();
            verified();
        });
        server.settle();
        assertThat(delivered()).containsExactly(all);
        post("/v1/invoices/regenerate", all).ok();
        JsonNode again = only(january(acme, "USAGE_CONSOLIDATED"));
        assertThat(totals(again)).containsExactly(400, 500);
        assertThat(again.get("constituent_invoices")).hasSize(2);
        server.settle();
        assertThat(delivered()).containsExactlyInAnyOrder(all, id(again));
        verified();
    }

    @Test
    void the_console_says_who_bills_a_constituent_and_offers_what_can_be_done() throws Exception {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract one = consolidating("one", parent);
        server.advanceTo("2025-01-26T00:00:00Z");
        one.customer().use("c1", "2025-01-05T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        String all = id(only(january(acme, "USAGE_CONSOLIDATED")));
        String page = "/console/invoices/" + id(only(january(one.customer(), "USAGE")));
        try (Console console = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            assertThat(console.get(page).body())
                    .contains("On the parent's consolidated invoice.", "href=\"/console/invoices/" + all + "\"")
                    .contains("its lines go with the parent's consolidated invoice", "The parent, on its consolidated")
                    .doesNotContain("Nobody bills", "belongs to no provider", "data-testid=\"invoice-action\"");
            assertThat(console.get(page + "/void").body())
                    .contains("void that one first")
                    .doesNotContain("data-testid=\"confirm\"");
            assertThat(console.get("/console/contracts/" + one.id()).body())
                    .contains("On the parent's consolidated invoice", ">The parent<");

            post("/v1/invoices/void", all).ok();
            assertThat(console.get(page).body())
                    .contains("it is yet to be made, or it is void", "data-testid=\"invoice-action\"")
                    .doesNotContain("/console/invoices/" + all);
            assertThat(console.get(page + "/void").body())
                    .contains("no consolidated invoice that stands has its lines", "data-testid=\"confirm\"");
            assertThat(console.post(page + "/void", page + "/void", Map.of()).statusCode())
                    .isEqualTo(303);
            assertThat(console.get(page + "/regenerate").body())
                    .contains("Where the parent's consolidated invoice of its period is still to be made");
        }
        verified();
    }

    @Test
    void two_servers_make_one_consolidated_invoice_of_a_family() {
        AccountFixture.Contract parent = parent("");
        for (int i = 0; i < 6; i++) {
            consolidating("c" + i, parent);
        }
        try (TestServer other = server.another(Map.of())) {
            for (int month = 2; month <= 6; month++) {
                server.advanceTo("2025-0" + month + "-03T00:00:00Z");
            }
            assertThat(other.api().get("/health").status()).isEqualTo(200);
        }
        List<JsonNode> all = ofType("USAGE_CONSOLIDATED");
        assertThat(all)
                .hasSize(5)
                .allSatisfy(invoice ->
                        assertThat(invoice.get("constituent_invoices")).hasSize(7));
        verified();
    }

    @Test
    void a_marketplace_does_not_bill_what_a_parent_pays_and_a_child_that_is_paid_for_has_no_schedule_of_its_own() {
        AccountFixture.Contract onAws = acme.contract(START, acme.aws(), "");
        AccountFixture.Customer one = account.customer("one");
        String asChild = """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'hierarchy_configuration':
              {'parent': {'contract_id': '%s', 'customer_id': '%s'}, 'payer': 'PARENT'}%s}\
            """;
        assertThat(api().post(
                                "/v1/contracts/create",
                                asChild.formatted(one.id(), account.rateCard, onAws.id(), acme.id(), ""))
                        .refused(400))
                .contains("hierarchy_configuration.payer: a marketplace is metered");
        AccountFixture.Contract parent = parent("");
        assertThat(api().post(
                                "/v1/contracts/create",
                                asChild.formatted(
                                        one.id(),
                                        account.rateCard,
                                        parent.id(),
                                        acme.id(),
                                        ", 'billing_provider_configuration': {'billing_provider_configuration_id': '"
                                                + one.stripe() + "'}"))
                        .refused(400))
                .contains("billing_provider_configuration: goes with payer SELF");
        AccountFixture.Contract child = consolidating("two", parent);
        assertThat(parent.change(acme.aws(), "START_OF_NEXT_PERIOD").refused(400))
                .contains("add_billing_provider_configuration_update: a marketplace is metered");
        assertThat(child.change(child.customer().stripe(), "START_OF_NEXT_PERIOD")
                        .refused(400))
                .contains(
                        "add_billing_provider_configuration_update: the invoices of this contract go by the schedule of"
                                + " its parent, contract " + parent.id());
        Api.Answer preview = api().post(
                        "/downbeat/v1/contracts/previewProviderChange",
                        child.changeBody(child.customer().stripe(), "START_OF_NEXT_PERIOD"));
        assertThat(preview.ok().at("/data/refusals/0").stringValue()).contains("go by the schedule of its parent");
        JsonNode affected = api().post(
                        "/downbeat/v1/contracts/previewProviderChange",
                        parent.changeBody(acme.otherStripe(), "START_OF_CURRENT_PERIOD"))
                .ok()
                .at("/data/invoices");
        String childs = id(child.customer().invoices().getFirst());
        assertThat(affected.valueStream()
                        .filter(each -> each.path("id").asString("").equals(childs)))
                .as("the child's draft goes where its parent's do")
                .hasSize(1)
                .allMatch(each -> each.get("changes").booleanValue());
        parent.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
    }
}
