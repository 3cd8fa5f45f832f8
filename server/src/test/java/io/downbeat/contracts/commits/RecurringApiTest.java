package io.downbeat.contracts.commits;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Recurring commits and credits over HTTP, and their balances as time goes by (C-129, C-130, E-14). */
class RecurringApiTest {
    private static final String USD = "2714e483-4ff1-48e4-9e25-ac732e8f24f2";

    private static String credit(AccountFixture account, String more) {
        return """
            {'product_id': '%s', 'priority': 3, 'starting_at': '2025-01-01T00:00:00Z', 'commit_duration': {'value': 1},
             'access_amount': {'credit_type_id': '%s', 'unit_price': 1000}%s}\
            """.formatted(account.fixedProduct, USD, more);
    }

    private static List<String> credits(AccountFixture.Contract contract) {
        return contract.read()
                .get("credits")
                .valueStream()
                .filter(credit -> !credit.has("archived_at"))
                .map(credit -> credit.at("/access_schedule/schedule_items/0"))
                .map(item -> item.get("starting_at").stringValue().substring(5, 10) + " "
                        + item.get("amount").decimalValue().toPlainString())
                .toList();
    }

    @Test
    void what_would_end_after_the_last_year_ends_with_it() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            String last = credit(account, "").replace("2025-01-01", "9999-12-15");
            var contract =
                    acme.contract("9999-12-15T00:00:00Z", acme.stripe(), ", 'recurring_credits': [" + last + "]");
            assertThat(contract.read()
                            .at("/credits/0/access_schedule/schedule_items/0/ending_before")
                            .stringValue())
                    .isEqualTo("9999-12-31T23:00:00.000Z");
            acme.contract(
                    "9000-01-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_credits': ["
                            + credit(account, ", 'recurrence_frequency': 'ANNUAL'")
                                    .replace("2025-01-01", "9000-01-01")
                                    .replace("{'value': 1}", "{'value': 1000}")
                            + "]");
        }
    }

    @Test
    void balances_are_made_one_period_ahead_and_an_edit_changes_what_has_not_begun() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z", acme.stripe(), ", 'recurring_credits': [" + credit(account, "") + "]");
            assertThat(credits(contract)).containsExactly("01-01 1000", "02-01 1000");
            String recurring = contract.read().at("/recurring_credits/0/id").stringValue();
            assertThat(contract.read().at("/credits/0/recurring_credit_id").stringValue())
                    .isEqualTo(recurring);

            server.advanceTo("2025-03-10T00:00:00Z");
            assertThat(credits(contract)).containsExactly("01-01 1000", "02-01 1000", "03-01 1000", "04-01 1000");

            String update = "'update_recurring_credits': [{'recurring_credit_id': '" + recurring + "', %s}]";
            edit(contract, update.formatted("'access_amount': {'unit_price': 1500}"))
                    .ok();
            assertThat(credits(contract)).containsExactly("01-01 1000", "02-01 1000", "03-01 1000", "04-01 1500");
            edit(contract, update.formatted("'ending_before': '2025-03-11T00:00:00Z'"))
                    .ok();
            assertThat(credits(contract)).containsExactly("01-01 1000", "02-01 1000", "03-01 1000");
            edit(contract, update.formatted("'ending_before': null")).ok();
            assertThat(credits(contract)).containsExactly("01-01 1000", "02-01 1000", "03-01 1000", "04-01 1500");

            server.advanceTo("2025-05-02T00:00:00Z");
            assertThat(credits(contract)).hasSize(6).contains("06-01 1500");
            server.api()
                    .post(
                            "/v1/contracts/archive",
                            "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                    .formatted(acme.id(), contract.id()))
                    .ok();
            server.advanceTo("2025-07-02T00:00:00Z");
            assertThat(credits(contract)).hasSize(6);
        }
    }

    private static List<String> shown(AccountFixture.Contract contract, String list) {
        return contract.read()
                .get(list)
                .valueStream()
                .filter(balance -> !balance.has("archived_at"))
                .map(balance -> {
                    JsonNode access = balance.at("/access_schedule/schedule_items/0");
                    JsonNode paid = balance.at("/invoice_schedule/schedule_items/0/amount");
                    return access.get("starting_at").stringValue().substring(5, 10) + ".."
                            + access.get("ending_before").stringValue().substring(5, 10) + " "
                            + access.get("amount").decimalValue().toPlainString()
                            + (paid.isMissingNode()
                                    ? ""
                                    : " for " + paid.decimalValue().toPlainString());
                })
                .toList();
    }

    /** pricing.md 8: the end that the contract has when a period begins decides what that period is worth. */
    @Test
    void another_end_of_the_contract_cuts_the_period_that_has_not_begun_and_taken_away_makes_it_whole() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            String commit = credit(
                            account,
                            ", 'invoice_amount': {'credit_type_id': '" + USD + "', 'unit_price': 3100, 'quantity': 1}")
                    .replace("'unit_price': 1000}", "'unit_price': 3100}");
            var contract =
                    acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", 'recurring_commits': [" + commit + "]");
            server.advanceTo("2025-02-10T00:00:00Z");
            String whole = "03-01..04-01 3100 for 3100";
            String begun = "02-01..03-01 3100 for 3100";
            assertThat(shown(contract, "commits")).contains(begun, whole);
            end(contract, "'2025-03-11T00:00:00Z'");
            assertThat(shown(contract, "commits")).contains(begun, "03-01..03-11 1000 for 1000");
            end(contract, "null");
            assertThat(shown(contract, "commits")).contains(begun, whole);
            end(contract, "'2025-03-11T00:00:00Z'");
            server.advanceTo("2025-03-02T00:00:00Z");
            assertThat(shown(contract, "commits")).contains("03-01..03-11 1000 for 1000");
        }
    }

    /** pricing.md 4: a contract that goes on longer does not take back what its old end had cut. */
    @Test
    void access_that_the_end_of_the_contract_cut_goes_on_with_it_unless_somebody_else_ended_it() {
        try (TestServer server = TestServer.startedAt("2025-06-02T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-06-01T00:00:00Z",
                    acme.stripe(),
                    ", 'ending_before': '2025-06-15T00:00:00Z', 'recurring_credits': ["
                            + credit(account, ", 'proration': 'NONE'").replace("2025-01-01", "2025-06-01") + "]");
            assertThat(shown(contract, "credits")).containsExactly("06-01..06-15 1000");
            end(contract, "'2025-06-10T00:00:00Z'");
            assertThat(shown(contract, "credits")).containsExactly("06-01..06-10 1000");
            end(contract, "'2026-01-01T00:00:00Z'");
            assertThat(shown(contract, "credits")).containsExactly("06-01..07-01 1000", "07-01..08-01 1000");
            server.advanceTo("2025-06-12T00:00:00Z");
            end(contract, "'2025-06-10T00:00:00Z'");
            end(contract, "'2026-01-01T00:00:00Z'");
            assertThat(shown(contract, "credits"))
                    .as("also where the end had passed")
                    .containsExactly("06-01..07-01 1000", "07-01..08-01 1000");
            JsonNode first = contract.read().at("/credits/0");
            edit(contract, """
                'update_credits': [{'credit_id': '%s', 'access_schedule': {'update_schedule_items': [
                  {'id': '%s', 'ending_before': '2025-06-20T00:00:00Z'}]}}]\
                """.formatted(
                            first.get("id").stringValue(),
                            first.at("/access_schedule/schedule_items/0/id").stringValue()))
                    .ok();
            end(contract, "'2026-06-01T00:00:00Z'");
            assertThat(shown(contract, "credits")).contains("06-01..06-20 1000");
        }
    }

    @Test
    void a_contract_that_goes_on_after_its_end_has_passed_has_the_grants_of_the_time_between() {
        try (TestServer server = TestServer.startedAt("2025-03-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z", acme.stripe(), ", 'recurring_credits': [" + credit(account, "") + "]");
            assertThat(credits(contract)).contains("04-01 1000");
            end(contract, "'2025-04-01T00:00:00Z'");
            assertThat(credits(contract)).doesNotContain("04-01 1000");
            server.advanceTo("2025-04-02T00:00:00Z");
            end(contract, "'2025-12-01T00:00:00Z'");
            assertThat(credits(contract)).contains("03-01 1000", "04-01 1000", "05-01 1000");
        }
    }

    @Test
    void what_is_made_late_is_what_was_agreed_on_when_its_period_began() {
        try (TestServer server = TestServer.startedAt("2025-03-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-03-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_credits': [" + credit(account, "").replace("2025-01-01", "2025-03-01") + "]");
            String price = "'update_recurring_credits': [{'recurring_credit_id': '"
                    + contract.read().at("/recurring_credits/0/id").stringValue()
                    + "', 'access_amount': {'unit_price': %d}}]";
            end(contract, "'2025-04-01T00:00:00Z'");
            server.advanceTo("2025-05-01T00:00:00Z");
            edit(contract, price.formatted(1200)).ok();
            server.advanceTo("2025-06-02T00:00:00Z");
            edit(contract, "'update_contract_end_date': null, " + price.formatted(1500))
                    .ok();
            assertThat(credits(contract))
                    .containsExactly("03-01 1000", "04-01 1000", "05-01 1000", "06-01 1200", "07-01 1500");
        }
    }

    private static void end(AccountFixture.Contract contract, String end) {
        edit(contract, "'update_contract_end_date': " + end).ok();
    }

    private static Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return contract.api()
                .post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}"
                                .formatted(contract.customer().id(), contract.id(), updates));
    }

    @Test
    void what_was_agreed_is_shown_as_it_was_sent_and_charged_for_each_period() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            String commit = credit(account, """
                , 'name': 'Monthly', 'description': 'd', 'rate_type': 'COMMIT_RATE', 'rollover_fraction': 0.5,
                'ending_before': '2026-01-01T00:00:00Z', 'recurrence_frequency': 'QUARTERLY', 'proration': 'LAST',
                'applicable_product_tags': ['a'], 'proration_rounding': {'access': {'decimal_places': -2,
                  'rounding_method': 'FLOOR'}}, 'invoice_amount': {'credit_type_id': '%s', 'unit_price': 70, 'quantity': 10}\
                """.formatted(USD));
            var contract =
                    acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", 'recurring_commits': [" + commit + "]");
            ObjectNode shown = (ObjectNode) contract.read().at("/recurring_commits/0");
            assertThat(shown.without(List.of("id", "product", "contract"))).isEqualTo(Json.read("""
                {"priority": 3, "name": "Monthly", "description": "d", "rate_type": "COMMIT_RATE", "rollover_fraction": 0.5,
                 "starting_at": "2025-01-01T00:00:00.000Z", "ending_before": "2026-01-01T00:00:00.000Z",
                 "recurrence_frequency": "QUARTERLY", "proration": "LAST", "applicable_product_tags": ["a"],
                 "proration_rounding": {"access": {"decimal_places": -2, "rounding_method": "FLOOR"}},
                 "commit_duration": {"value": 1, "unit": "PERIODS"},
                 "access_amount": {"credit_type_id": "%1$s", "unit_price": 1000, "quantity": 1},
                 "invoice_amount": {"credit_type_id": "%1$s", "unit_price": 70, "quantity": 10}}\
                """.formatted(USD)));
            JsonNode made = contract.read().at("/commits/1");
            assertThat(made.at("/invoice_schedule/schedule_items/0/amount").intValue())
                    .isEqualTo(700);
            assertThat(made.get("created_at").stringValue()).startsWith("2025-04-01");
            assertThat(made.get("name").stringValue()).isEqualTo("Monthly");
        }
    }

    private static String invoiced(AccountFixture account, String more) {
        return credit(
                account,
                ", 'invoice_amount': {'credit_type_id': '" + USD + "', 'unit_price': 700, 'quantity': 1}" + more);
    }

    /** The days of the invoices of payments, with the draft of the next. */
    private static List<String> paid(AccountFixture.Customer customer) {
        return customer.invoices().stream()
                .filter(invoice -> invoice.get("type").stringValue().equals("SCHEDULED"))
                .map(invoice -> invoice.get("issued_at").stringValue().substring(5, 10))
                .sorted()
                .toList();
    }

    private static JsonNode made(AccountFixture.Contract contract, String list, String day) {
        return contract.read()
                .get(list)
                .valueStream()
                .filter(balance -> balance.get("created_at").stringValue().startsWith("2025-" + day))
                .findFirst()
                .orElseThrow();
    }

    /** pricing.md 4 and 8: what somebody archived is nothing that the next edit brings back. */
    @Test
    void the_next_periods_commit_that_was_archived_stays_so_and_is_never_billed() {
        try (TestServer server = TestServer.startedAt("2025-03-01T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-03-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_commits': [" + invoiced(account, "").replace("2025-01-01", "2025-03-01") + "]");
            String recurring = contract.read().at("/recurring_commits/0/id").stringValue();
            String april = made(contract, "commits", "04-01").get("id").stringValue();
            server.advanceTo("2025-03-10T00:00:00Z");
            edit(contract, "'archive_commits': [{'id': '" + april + "'}]").ok();
            assertThat(made(contract, "commits", "04-01").has("archived_at")).isTrue();
            edit(contract, "'update_contract_name': 'other'").ok();
            edit(
                            contract,
                            "'update_recurring_commits': [{'recurring_commit_id': '" + recurring
                                    + "', 'access_amount': {'unit_price': 1500}}]")
                    .ok();
            end(contract, "'2025-03-20T00:00:00Z'");
            end(contract, "'2026-01-01T00:00:00Z'");
            assertThat(made(contract, "commits", "04-01").has("archived_at"))
                    .as("also after the contract's end came and went")
                    .isTrue();
            server.advanceTo("2025-05-02T00:00:00Z");
            assertThat(shown(contract, "commits"))
                    .containsExactly(
                            "03-01..04-01 1000 for 700", "05-01..06-01 1500 for 700", "06-01..07-01 1500 for 700");
            assertThat(paid(acme)).containsExactly("03-01", "05-01", "06-01");
        }
    }

    @Test
    void one_that_was_archived_stays_so_where_its_period_had_begun_before_the_contract_went_on() {
        try (TestServer server = TestServer.startedAt("2025-03-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-03-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_credits': [" + credit(account, "").replace("2025-01-01", "2025-03-01") + "]");
            String april = made(contract, "credits", "04-01").get("id").stringValue();
            edit(contract, "'archive_credits': [{'id': '" + april + "'}]").ok();
            end(contract, "'2025-04-01T00:00:00Z'");
            server.advanceTo("2025-04-02T00:00:00Z");
            end(contract, "null");
            assertThat(credits(contract)).containsExactly("03-01 1000", "05-01 1000");
        }
    }

    @Test
    void a_payment_of_the_next_period_that_is_billed_already_stays_as_its_invoice_has_it() {
        try (TestServer server = TestServer.startedAt("2025-03-01T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-03-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_commits': [" + invoiced(account, "").replace("2025-01-01", "2025-03-01") + "]");
            JsonNode april = made(contract, "commits", "04-01");
            edit(contract, """
                'update_commits': [{'commit_id': '%s', 'invoice_schedule': {'update_schedule_items': [
                  {'id': '%s', 'timestamp': '2025-03-10T00:00:00Z'}]}}]\
                """.formatted(
                            april.get("id").stringValue(),
                            april.at("/invoice_schedule/schedule_items/0/id").stringValue()))
                    .ok();
            server.advanceTo("2025-03-15T00:00:00Z");
            assertThat(paid(acme)).containsExactly("03-01", "03-10");
            edit(
                            contract,
                            "'update_recurring_commits': [{'recurring_commit_id': '"
                                    + contract.read()
                                            .at("/recurring_commits/0/id")
                                            .stringValue()
                                    + "', 'access_amount': {'unit_price': 1500}, 'invoice_amount': {'unit_price':"
                                    + " 900}}]")
                    .ok();
            JsonNode payment = made(contract, "commits", "04-01").at("/invoice_schedule/schedule_items/0");
            assertThat(payment.get("amount").intValue()).isEqualTo(700);
            assertThat(payment.get("timestamp").stringValue()).isEqualTo("2025-03-10T00:00:00.000Z");
            server.advanceTo("2025-05-02T00:00:00Z");
            assertThat(shown(contract, "commits")).contains("04-01..05-01 1500 for 700", "05-01..06-01 1500 for 900");
            assertThat(paid(acme)).containsExactly("03-01", "03-10", "05-01", "06-01");
        }
    }

    @Test
    void an_item_whose_product_was_archived_since_can_be_changed_and_ended() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z", acme.stripe(), ", 'recurring_credits': [" + credit(account, "") + "]");
            server.api()
                    .post("/v1/contract-pricing/products/archive", "{'product_id': '" + account.fixedProduct + "'}")
                    .ok();
            String update = "'update_recurring_credits': [{'recurring_credit_id': '"
                    + contract.read().at("/recurring_credits/0/id").stringValue() + "', %s}]";
            edit(contract, update.formatted("'access_amount': {'unit_price': 1500}"))
                    .ok();
            assertThat(credits(contract)).containsExactly("01-01 1000", "02-01 1500");
            edit(contract, update.formatted("'ending_before': '2025-01-11T00:00:00Z'"))
                    .ok();
            assertThat(credits(contract)).containsExactly("01-01 1000");
            edit(
                            contract,
                            "'update_credits': [{'credit_id': '%s', 'product_id': '%s', 'name': 'kept'}]"
                                    .formatted(
                                            contract.read().at("/credits/0/id").stringValue(), account.fixedProduct))
                    .ok();
            assertThat(edit(contract, "'add_recurring_credits': [" + credit(account, "") + "]")
                            .refused(400))
                    .isEqualTo("add_recurring_credits[0].product_id: this product is archived");
        }
    }

    private static JsonNode history(AccountFixture.Contract contract, int place) {
        return contract.api()
                .post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}"
                                .formatted(contract.customer().id(), contract.id()))
                .ok()
                .at("/data")
                .get(place);
    }

    @Test
    void an_update_of_one_rounding_leaves_the_other_and_the_history_shows_both() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_commits': ["
                            + invoiced(
                                    account,
                                    ", 'proration_rounding': {'access': {'decimal_places': -2, 'rounding_method':"
                                            + " 'FLOOR'}}")
                            + "]");
            String update = "'update_recurring_commits': [{'recurring_commit_id': '"
                    + contract.read().at("/recurring_commits/0/id").stringValue() + "', %s}]";
            String access = "{\"decimal_places\": -2, \"rounding_method\": \"FLOOR\"}";
            String invoice = "{\"decimal_places\": 0, \"rounding_method\": \"CEILING\"}";
            edit(contract, update.formatted("""
                'rate_type': 'commit_rate', 'ending_before': '2026-01-01T02:00:00+02:00',
                'proration_rounding': {'invoice': {'decimal_places': 0, 'rounding_method': 'ceiling'}}\
                """)).ok();
            String both = "{\"access\": " + access + ", \"invoice\": " + invoice + "}";
            assertThat(contract.read().at("/recurring_commits/0/proration_rounding"))
                    .isEqualTo(Json.read(both));
            assertThat(((ObjectNode) history(contract, 0).at("/update_recurring_commits/0")).without(List.of("id")))
                    .isEqualTo(Json.read("""
                        {"ending_before": "2026-01-01T00:00:00.000Z", "proration_rounding": %s, "rate_type": "COMMIT_RATE"}\
                        """.formatted(both)));
            edit(contract, update.formatted("'proration_rounding': {'access': null}"))
                    .ok();
            assertThat(contract.read().at("/recurring_commits/0/proration_rounding"))
                    .isEqualTo(Json.read("{\"invoice\": " + invoice + "}"));
            assertThat(history(contract, 1).at("/update_recurring_commits/0/proration_rounding"))
                    .isEqualTo(Json.read("{\"invoice\": " + invoice + "}"));
            edit(contract, update.formatted("'proration_rounding': null")).ok();
            assertThat(contract.read().at("/recurring_commits/0").has("proration_rounding"))
                    .isFalse();
            assertThat(history(contract, 2)
                            .at("/update_recurring_commits/0/proration_rounding")
                            .isNull())
                    .isTrue();
        }
    }

    @Test
    void null_leaves_what_an_item_always_has_as_it_is() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_commits': [" + invoiced(account, ", 'rate_type': 'COMMIT_RATE'") + "]");
            String update = "'update_recurring_commits': [{'recurring_commit_id': '"
                    + contract.read().at("/recurring_commits/0/id").stringValue() + "', %s}]";
            edit(contract, update.formatted("""
                'rate_type': null, 'invoice_amount': null, 'access_amount': {'unit_price': 1500, 'quantity': null}\
                """)).ok();
            JsonNode after = contract.read().at("/recurring_commits/0");
            assertThat(after.get("rate_type").stringValue()).isEqualTo("COMMIT_RATE");
            assertThat(after.at("/access_amount/unit_price").intValue()).isEqualTo(1500);
            assertThat(after.at("/access_amount/quantity").intValue()).isEqualTo(1);
            assertThat(after.at("/invoice_amount/unit_price").intValue()).isEqualTo(700);
            assertThat(made(contract, "commits", "02-01").get("rate_type").stringValue())
                    .isEqualTo("COMMIT_RATE");
            assertThat(((ObjectNode) history(contract, 0).at("/update_recurring_commits/0")).without(List.of("id")))
                    .isEqualTo(Json.read("{\"access_amount\": {\"unit_price\": 1500}}"));
        }
    }

    @Test
    void a_rounding_of_what_is_not_charged_is_refused() {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            String rounding = "'proration_rounding': {'invoice': %s}";
            String none = ", " + rounding.formatted("null");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z",
                    acme.stripe(),
                    ", 'recurring_commits': [" + credit(account, none) + "], 'recurring_credits': ["
                            + credit(account, none) + "]");
            String floor = rounding.formatted("{'decimal_places': 0, 'rounding_method': 'FLOOR'}");
            String why = ".proration_rounding.invoice: rounds a share of invoice_amount, and there is none";
            assertThat(edit(contract, "'add_recurring_commits': [" + credit(account, ", " + floor) + "]")
                            .refused(400))
                    .isEqualTo("add_recurring_commits[0]" + why);
            JsonNode made = contract.read();
            String update = "'update_recurring_%1$ss': [{'recurring_%1$s_id': '%2$s', " + floor + "}]";
            String commit = made.at("/recurring_commits/0/id").stringValue();
            assertThat(edit(contract, update.formatted("commit", commit)).refused(400))
                    .isEqualTo("update_recurring_commits[0]" + why);
            String credit = made.at("/recurring_credits/0/id").stringValue();
            assertThat(edit(contract, update.formatted("credit", credit)).refused(400))
                    .isEqualTo("update_recurring_credits[0].proration_rounding.invoice: a credit has none");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'starting_at': '2024-12-01T00:00:00Z'    | recurring_credits[0].starting_at: is before the contract starts
        'commit_duration': {'value': 0}          | recurring_credits[0].commit_duration.value: must be a whole number from 1 to 1000
        'commit_duration': {'value': 1.5}        | recurring_credits[0].commit_duration.value: must be a whole number from 1 to 1000
        'ending_before': '2025-01-01T00:00:00Z'  | recurring_credits[0].ending_before: must be after starting_at
        'invoice_amount': {}                     | recurring_credits[0].invoice_amount: a credit has none
        'proration_rounding': {'invoice': {'decimal_places': 0, 'rounding_method': 'FLOOR'}} | recurring_credits[0].proration_rounding.invoice: a credit has none
        'subscription_config': {'subscription_id': 'x'} | recurring_credits[0].subscription_config.subscription_id: must be a UUID
        'priority': null                         | recurring_credits[0].priority: is required
        'two': 1                                 | recurrence_frequency: a contract has at most one DAILY recurring commit or credit
        """)
    void what_cannot_recur_is_refused(String member, String why) {
        try (TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            ObjectNode credit = (ObjectNode) Json.read(credit(account, "").replace('\'', '"'));
            ObjectNode changed = (ObjectNode) Json.read("{" + member.replace('\'', '"') + "}");
            boolean two = changed.has("two");
            credit.setAll(two ? (ObjectNode) Json.read("{\"recurrence_frequency\": \"DAILY\"}") : changed);
            String list = two ? credit + ", " + credit : credit.toString();
            assertThat(server.api()
                            .post("/v1/contracts/create", """
                                {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'recurring_credits': [%s]}\
                                """.formatted(
                                            account.customer("acme").id(), list))
                            .refused(400))
                    .isEqualTo(why);
        }
    }
}
