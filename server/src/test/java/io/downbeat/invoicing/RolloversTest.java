package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What is left of commits and credits moves to the contract that renews theirs: pricing.md, part 7. A contract of January and
 * February is renewed on 1 March; a unit of usage costs a cent.
 */
class RolloversTest extends InvoicesOnAServer {
    private static final String T = "2025-03-01T00:00:00Z";

    @AfterEach
    void everythingStandsUpToVerify() {
        assertThat(api().post("/downbeat/v1/verify", "{}").ok().get("violations"))
                .isEmpty();
    }

    private static String segment(int amount, String from, String until) {
        return "{'amount': %d, 'starting_at': '%sT00:00:00Z', 'ending_before': '%sT00:00:00Z'}"
                .formatted(amount, from, until);
    }

    private String terms(String name, String more, String... segments) {
        return "{'name': '%s', 'product_id': '%s', 'access_schedule': {'schedule_items': [%s]}%s}"
                .formatted(name, account.fixedProduct, String.join(", ", segments), more);
    }

    private String commit(String name, String fraction, String... segments) {
        return terms(name, ", 'type': 'PREPAID', 'rollover_fraction': " + fraction, segments);
    }

    private AccountFixture.Contract old(String more) {
        return acme.contract("2025-01-01T00:00:00Z", acme.stripe(), more);
    }

    private static String commits(String... all) {
        return ", 'commits': [" + String.join(", ", all) + "]";
    }

    private static String renewing(AccountFixture.Contract old, String more) {
        return ", 'transition': {'type': 'RENEWAL', 'from_contract_id': '" + old.id() + "'" + more + "}";
    }

    private AccountFixture.Contract renew(AccountFixture.Contract old, String at, String more) {
        return acme.contract(at, acme.stripe(), renewing(old, "") + more);
    }

    private List<JsonNode> list() {
        return api().post(
                        "/v1/contracts/customerBalances/list",
                        "{'customer_id': '" + acme.id()
                                + "', 'include_contract_balances': true, 'include_archived': true,"
                                + " 'include_balance': true, 'include_ledgers': true}")
                .ok()
                .get("data")
                .valueStream()
                .toList();
    }

    private JsonNode balance(AccountFixture.Contract of, String name) {
        return list().stream()
                .filter(one -> one.at("/contract/id").stringValue().equals(of.id())
                        && one.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Its entries without the words that all have in common. */
    private List<String> ledger(AccountFixture.Contract of, String name) {
        return balance(of, name)
                .get("ledger")
                .valueStream()
                .map(entry -> entry.get("type")
                                .stringValue()
                                .replaceAll("^(PREPAID_COMMIT|POSTPAID_COMMIT|CREDIT)_", "")
                                .replace("AUTOMATED_INVOICE_DEDUCTION", "DRAW")
                        + " "
                        + entry.get("amount")
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString() + " "
                        + entry.get("timestamp").stringValue().substring(5, 10))
                .toList();
    }

    private String net(String mode) {
        return api().post(
                        "/v1/contracts/customerBalances/getNetBalance",
                        "{'customer_id': '%s', 'invoice_inclusion_mode': '%s'}".formatted(acme.id(), mode))
                .ok()
                .at("/data/balance")
                .asString();
    }

    private static String amount(JsonNode balance) {
        return balance.at("/access_schedule/schedule_items/0/amount").asString();
    }

    /** By the start of their periods. */
    private Map<String, JsonNode> usageInvoices(AccountFixture.Contract of) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        ofType("USAGE").stream()
                .filter(invoice -> invoice.get("contract_id").stringValue().equals(of.id()))
                .filter(invoice -> !status(invoice).equals("VOID"))
                .forEach(invoice -> found.put(start(invoice), invoice));
        return found;
    }

    private String usage(AccountFixture.Contract of, String start) {
        JsonNode invoice = usageInvoices(of).get(start);
        return status(invoice) + " " + invoice.get("subtotal").asString() + " "
                + invoice.get("total").asString();
    }

    /** As long again as the one before would end in the year 17974, which no answer can write. */
    @Test
    void what_never_ends_rolls_over_into_what_never_ends() {
        var old = old(commits(commit("P", "0.5", segment(1000, "2025-01-01", "9999-12-31"))));
        var next = renew(old, T, "");
        assertThat(next.read()
                        .at("/commits/0/access_schedule/schedule_items/0/ending_before")
                        .stringValue())
                .isEqualTo("9999-12-31T23:00:00.000Z");
    }

    /** C-81. */
    @Test
    void late_usage_takes_of_what_rolls_over_until_the_last_invoice_of_the_old_contract_is_final() {
        var old = old(commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        var next = renew(old, T, "");
        server.advanceTo("2025-02-20T00:00:00Z");
        acme.use("u1", "2025-02-10T00:00:00Z", 600);
        assertThat(amount(next.read().at("/commits/0"))).isEqualTo("400");
        assertThat(ledger(next, "P")).isEmpty();
        assertThat(net("FINALIZED_AND_DRAFT")).isEqualTo("400");
        server.advanceTo("2025-03-01T06:00:00Z");
        assertThat(ledger(old, "P"))
                .containsExactly("SEGMENT_START 1000 01-01", "DRAW -600 03-01", "ROLLOVER -400 03-01");
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 400 03-01");
        acme.use("u2", "2025-02-28T23:00:00Z", 150);
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 250 03-01");
        assertThat(amount(next.read().at("/commits/0"))).isEqualTo("250");
        assertThat(net("FINALIZED_AND_DRAFT")).isEqualTo("250");
        assertThat(net("FINALIZED")).isEqualTo("1000");
        acme.use("u3", "2025-03-01T05:00:00Z", 300);
        assertThat(usage(next, "2025-03-01")).isEqualTo("DRAFT 300 50");
        assertThat(net("FINALIZED_AND_DRAFT")).isEqualTo("0");
        server.advanceTo("2025-03-02T06:00:00Z");
        acme.use("u4", "2025-02-28T23:00:00Z", 50);
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 250 03-01", "DRAW -250 04-01");
        assertThat(ledger(old, "P"))
                .containsExactly("SEGMENT_START 1000 01-01", "DRAW -750 03-01", "ROLLOVER -250 03-01");
        assertThat(net("FINALIZED")).isEqualTo("250");
        JsonNode rolled = next.read().at("/commits/0");
        assertThat(amount(rolled)).isEqualTo("250");
        assertThat(rolled.at("/rolled_over_from/contract_id").stringValue()).isEqualTo(old.id());
        assertThat(rolled.at("/rolled_over_from/commit_id").stringValue())
                .isEqualTo(balance(old, "P").get("id").stringValue());
        assertThat(rolled.get("created_at").stringValue()).startsWith("2025-03-01T00:00:00");
        assertThat(balance(old, "P").get("ledger").get(2).get("new_contract_id").stringValue())
                .isEqualTo(next.id());
    }

    @Test
    void what_rolled_over_for_good_stays_when_an_old_invoice_is_voided_and_made_again() {
        var old = old(commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        acme.use("u1", "2025-01-01T00:00:00Z", 100);
        server.advanceTo("2025-02-10T00:00:00Z");
        acme.use("u2", "2025-02-10T00:00:00Z", 650);
        var next = renew(old, T, "");
        server.advanceTo("2025-03-03T00:00:00Z");
        acme.use("late", "2025-02-10T00:00:00Z", 50);
        String february = id(usageInvoices(old).get("2025-02-01"));
        post("/v1/invoices/void", february).ok();
        assertThat(ledger(old, "P"))
                .containsExactly(
                        "SEGMENT_START 1000 01-01", "DRAW -100 02-01", "ROLLOVER -250 03-01", "EXPIRATION -650 03-01");
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 250 03-01");
        post("/v1/invoices/regenerate", february).ok();
        assertThat(usage(old, "2025-02-01")).isEqualTo("FINALIZED 700 50");
        assertThat(ledger(old, "P"))
                .containsExactly(
                        "SEGMENT_START 1000 01-01", "DRAW -100 02-01", "DRAW -650 03-01", "ROLLOVER -250 03-01");
    }

    /** The last invoice of the old contract is late, whatever the reason; what the new contract has drawn by then stays drawn. */
    @Test
    void what_a_finalized_invoice_of_the_new_contract_drew_is_not_there_for_the_old_one_any_more() {
        var old = old(commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        var next = renew(old, T, "");
        server.advanceTo("2025-02-20T00:00:00Z");
        acme.use("u1", "2025-02-10T00:00:00Z", 600);
        delay(old, "2025-05-01T00:00:00Z");
        server.advanceTo("2025-03-20T00:00:00Z");
        acme.use("u2", "2025-03-10T00:00:00Z", 150);
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(usage(old, "2025-02-01")).isEqualTo("DRAFT 600 0");
        assertThat(usage(next, "2025-03-01")).isEqualTo("FINALIZED 150 0");
        acme.use("u3", "2025-02-28T23:00:00Z", 100);
        assertThat(usage(old, "2025-02-01")).isEqualTo("DRAFT 700 100");
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 400 03-01", "DRAW -150 04-01");
        server.advanceTo("2025-05-02T00:00:00Z");
        assertThat(usage(old, "2025-02-01")).isEqualTo("FINALIZED 700 100");
        assertThat(ledger(old, "P"))
                .containsExactly("SEGMENT_START 1000 01-01", "DRAW -600 03-01", "ROLLOVER -400 03-01");
    }

    private void delay(AccountFixture.Contract contract, String until) {
        database()
                .sql(
                        "UPDATE invoice SET finalize_at = '%s' WHERE contract_id = '%s' AND status = 'DRAFT' AND type = 'USAGE'"
                                .formatted(until, contract.id()))
                .update();
    }

    @Test
    void every_segment_that_has_not_ended_gives_its_share_and_what_would_start_later_opens_and_closes_then() {
        var old = old(commits(commit(
                "P",
                "0.5",
                segment(100, "2025-01-01", "2025-02-01"),
                segment(1000, "2025-02-01", "2025-04-01"),
                segment(301, "2025-04-01", "2025-05-01"))));
        server.advanceTo("2025-02-10T00:00:00Z");
        acme.use("u1", "2025-02-10T00:00:00Z", 700);
        var next = renew(old, T, ", 'ending_before': '2025-12-01T00:00:00Z'");
        server.advanceTo("2025-03-03T00:00:00Z");
        assertThat(ledger(old, "P"))
                .containsExactly(
                        "SEGMENT_START 100 01-01",
                        "SEGMENT_START 1000 02-01",
                        "EXPIRATION -100 02-01",
                        "SEGMENT_START 301 03-01",
                        "DRAW -700 03-01",
                        "ROLLOVER -300 03-01",
                        "ROLLOVER -151 03-01",
                        "EXPIRATION -150 03-01");
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 451 03-01");
        assertThat(balance(next, "P")
                        .at("/access_schedule/schedule_items/0/ending_before")
                        .stringValue())
                .startsWith("2025-12-01");
    }

    /** Children could use what starts later after the contract's end, so nobody sees it; but it rolls over. */
    @Test
    void what_is_shared_with_children_rolls_over_with_what_would_start_later_too() {
        var old = old(commits(terms(
                "P",
                ", 'type': 'PREPAID', 'rollover_fraction': 1,"
                        + " 'hierarchy_configuration': {'child_access': {'type': 'ALL'}}",
                segment(1000, "2025-01-01", "2025-03-01"),
                segment(1000, "2025-03-01", "2025-06-01"))));
        var next = renew(old, T, "");
        server.advanceTo("2025-02-20T00:00:00Z");
        delay(old, "2025-05-01T00:00:00Z");
        server.advanceTo("2025-03-20T00:00:00Z");
        acme.use("u1", "2025-03-10T00:00:00Z", 1500);
        assertThat(usage(next, "2025-03-01")).isEqualTo("DRAFT 1500 0");
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(usage(next, "2025-03-01")).isEqualTo("FINALIZED 1500 0");
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 2000 03-01", "DRAW -1500 04-01");
        server.advanceTo("2025-05-02T00:00:00Z");
        assertThat(ledger(old, "P"))
                .containsExactly(
                        "SEGMENT_START 1000 01-01",
                        "SEGMENT_START 1000 03-01",
                        "ROLLOVER -1000 03-01",
                        "ROLLOVER -1000 03-01");
    }

    @Test
    void what_rolled_over_rolls_over_again_by_the_same_share_of_its_own_amount() {
        var old = old(commits(commit("P", "0.5", segment(1000, "2025-01-01", "2026-01-01"))));
        var second = renew(old, T, "");
        var third = renew(second, "2025-04-01T00:00:00Z", "");
        assertThat(amount(third.read().at("/commits/0"))).isEqualTo("250");
        server.advanceTo("2025-03-10T00:00:00Z");
        acme.use("u1", "2025-03-10T00:00:00Z", 400);
        assertThat(amount(third.read().at("/commits/0"))).isEqualTo("100");
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(ledger(second, "P"))
                .containsExactly("SEGMENT_START 500 03-01", "DRAW -400 04-01", "ROLLOVER -100 04-01");
        assertThat(ledger(third, "P")).containsExactly("SEGMENT_START 100 04-01");
        // As long as the longest segment that rolled over: 306 days from 1 March.
        assertThat(balance(second, "P")
                        .at("/access_schedule/schedule_items/0/ending_before")
                        .stringValue())
                .startsWith("2026-03-01");
    }

    @Test
    void grants_of_periods_that_begin_after_the_renewal_was_agreed_on_roll_over_too() {
        var old = old("""
            , 'recurring_credits': [{'name': 'R', 'product_id': '%s', 'priority': 3, 'rollover_fraction': 1,
              'starting_at': '2025-01-01T00:00:00Z', 'commit_duration': {'value': 1},
              'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 1000}}]\
            """.formatted(account.fixedProduct));
        var next = renew(old, "2025-04-01T00:00:00Z", "");
        server.advanceTo("2025-03-10T00:00:00Z");
        acme.use("u1", "2025-03-10T00:00:00Z", 300);
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(next.read().get("credits")).hasSize(1);
        assertThat(ledger(next, "R")).containsExactly("SEGMENT_START 700 04-01");
        assertThat(next.read().at("/credits/0/rolled_over_from/contract_id").stringValue())
                .isEqualTo(old.id());
        assertThat(next.read().at("/credits/0").has("recurring_credit_id")).isFalse();
    }

    @Test
    void what_rolled_over_pays_first_and_was_paid_for_if_what_it_came_from_was() {
        String paid =
                ", 'invoice_schedule': {'schedule_items': [{'timestamp': '2025-01-01T00:00:00Z', 'amount': 500}]}";
        String free = commit("Free", "1", segment(1000, "2025-01-01", "2026-01-01"));
        var old = old(commits(
                terms(
                        "Paid",
                        ", 'type': 'PREPAID', 'rollover_fraction': 1, 'priority': 100" + paid,
                        segment(1000, "2025-01-01", "2026-01-01")),
                free));
        var next = renew(
                old,
                T,
                ", 'credits': [" + terms("K", ", 'priority': 1", segment(1000, "2025-03-01", "2026-01-01")) + "]");
        server.advanceTo("2025-03-10T00:00:00Z");
        acme.use("u1", "2025-03-10T00:00:00Z", 1200);
        assertThat(balance(next, "Paid").get("cost_basis").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(balance(next, "Paid").has("invoice_schedule")).isFalse();
        assertThat(ledger(next, "Free")).contains("DRAW -1000 04-01");
        assertThat(ledger(next, "Paid")).contains("DRAW -200 04-01");
        assertThat(ledger(next, "K")).containsExactly("SEGMENT_START 1000 03-01");
    }

    private Api.Answer edit(AccountFixture.Contract contract, String change) {
        return api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), change));
    }

    private static String first(JsonNode balance, String what) {
        return balance.at("/access_schedule/schedule_items/0/" + what).stringValue();
    }

    private String resized(AccountFixture.Contract contract, int amount) {
        JsonNode balance = balance(contract, "P");
        return "'update_commits': [{'commit_id': '%s', 'access_schedule': {'update_schedule_items': [{'id': '%s', 'amount': %d}]}}]"
                .formatted(balance.get("id").stringValue(), first(balance, "id"), amount);
    }

    @Test
    void the_old_commit_is_edited_until_the_new_contract_has_an_invoice_and_what_rolled_over_never() {
        var old = old(commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        acme.use("u1", "2025-01-01T00:00:00Z", 600);
        var next = renew(old, T, "");
        edit(old, resized(old, 900)).ok();
        assertThat(amount(balance(next, "P"))).isEqualTo("300");
        server.advanceTo("2025-03-03T00:00:00Z");
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 300 03-01");
        assertThat(edit(old, resized(old, 500)).refused(400)).contains("600 are used by finalized invoices");
        edit(old, resized(old, 800)).ok();
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 200 03-01");
        assertThat(ledger(old, "P"))
                .containsExactly("SEGMENT_START 800 01-01", "DRAW -600 02-01", "ROLLOVER -200 03-01");
        assertThat(edit(next, resized(next, 5)).refused(400)).isEqualTo("a rolled-over commit cannot be edited");
        String id = balance(old, "P").get("id").stringValue();
        assertThat(edit(
                                old,
                                "'update_commits': [{'commit_id': '%s', 'invoice_schedule': {'add_schedule_items': [{'timestamp': '%s', 'amount': 1}]}}]"
                                        .formatted(id, T))
                        .refused(400))
                .startsWith("update_commits[0].invoice_schedule: the contract has ended");
        assertThat(edit(old, "'archive_commits': [{'id': '" + id + "'}]").refused(400))
                .contains("void invoice");
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(edit(old, resized(old, 700)).refused(400))
                .isEqualTo("update_commits[0].access_schedule: the commit rolled over to contract " + next.id()
                        + ", which has a finalized invoice; void it first");
        edit(old, "'update_commits': [{'commit_id': '%s', 'priority': 7}]".formatted(id))
                .ok();
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 200 03-01");
    }

    @Test
    void a_contract_is_renewed_once_and_keeps_the_end_from_which_it_rolled_over() {
        var old = old(commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        var next = renew(old, T, "");
        String again = "{'customer_id': '%s', 'starting_at': '%s'%s}";
        assertThat(api().post("/v1/contracts/create", again.formatted(acme.id(), T, renewing(old, "")))
                        .refused(409))
                .isEqualTo("the contract has been renewed");
        assertThat(updateEnd(old, "'ending_before': '2025-02-01T00:00:00Z',", true)
                        .refused(409))
                .startsWith("the contract has been renewed");
        assertThat(edit(
                                old,
                                "'archive_commits': [{'id': '%s'}]"
                                        .formatted(balance(old, "P").get("id").stringValue()))
                        .refused(400))
                .isEqualTo("the commit rolled over to contract " + next.id() + " and cannot be archived");
        archive(next);
        assertThat(api().post("/v1/contracts/create", again.formatted(acme.id(), T, renewing(old, "")))
                        .refused(409))
                .isEqualTo("the contract has been renewed");
        edit(old, "'add_commits': [" + commit("Q", "1", segment(70, "2025-02-01", "2026-01-01")) + "]")
                .ok();
        server.advanceTo("2025-03-03T00:00:00Z");
        assertThat(ledger(next, "Q")).containsExactly("SEGMENT_START 70 01-01", "EXPIRATION -70 01-01");
    }

    private void archive(AccountFixture.Contract contract) {
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), contract.id()))
                .ok();
    }

    @Test
    void nothing_rolls_over_from_a_contract_that_is_archived_before_it_is_over() {
        var old = old(commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        var next = renew(old, T, "");
        server.advanceTo("2025-02-10T00:00:00Z");
        archive(old);
        assertThat(amount(balance(next, "P"))).isEqualTo("0");
        server.advanceTo("2025-03-03T00:00:00Z");
        assertThat(ledger(old, "P")).containsExactly("SEGMENT_START 1000 01-01", "EXPIRATION -1000 02-10");
        assertThat(net("FINALIZED_AND_DRAFT")).isEqualTo("0");
    }

    @Test
    void what_is_left_when_a_contract_is_archived_in_grace_has_rolled_over() {
        var old = old(commits(commit("P", "0.9", segment(1000, "2025-01-01", "2026-01-01"))));
        var next = renew(old, T, "");
        server.advanceTo("2025-02-10T00:00:00Z");
        acme.use("u1", "2025-02-10T00:00:00Z", 600);
        server.advanceTo("2025-03-01T06:00:00Z");
        archive(old);
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 900 03-01");
        assertThat(ledger(old, "P"))
                .containsExactly("SEGMENT_START 1000 01-01", "ROLLOVER -900 03-01", "EXPIRATION -100 03-01");
    }

    /** A renewal that is agreed on long after it happened. */
    @Test
    void what_is_left_by_final_invoices_rolls_over_at_once() {
        var old = old(", 'ending_before': '2025-02-01T00:00:00Z'"
                + commits(commit("P", "1", segment(1000, "2025-01-01", "2025-02-01"))));
        acme.use("u1", "2025-01-01T00:00:00Z", 600);
        server.advanceTo("2025-02-10T00:00:00Z");
        String january = id(usageInvoices(old).get("2025-01-01"));
        var next = renew(old, "2025-02-01T00:00:00Z", "");
        post("/v1/invoices/void", january).ok();
        assertThat(ledger(next, "P")).containsExactly("SEGMENT_START 400 02-01");
        assertThat(ledger(old, "P"))
                .containsExactly("SEGMENT_START 1000 01-01", "ROLLOVER -400 02-01", "EXPIRATION -600 02-01");
    }

    @Test
    void nothing_rolls_over_a_gap_between_two_contracts() {
        var old = old(", 'ending_before': '2025-02-01T00:00:00Z'"
                + commits(commit("P", "1", segment(1000, "2025-01-01", "2025-02-01"))));
        var next = renew(old, T, "");
        assertThat(next.read().get("commits")).isEmpty();
    }

    /** As long as the longest segment that rolled over: of what it was before the renewal cut it. */
    @Test
    void what_rolls_over_from_a_renewal_that_is_agreed_ahead_lasts_as_long_as_it_would_have() {
        var old = old(", 'recurring_credits': [{'product_id': '" + account.fixedProduct
                + "', 'priority': 1, 'starting_at': '2025-01-01T00:00:00Z', 'rollover_fraction': 1,"
                + " 'commit_duration': {'value': 12}, 'access_amount': {'credit_type_id':"
                + " '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 1000}}]");
        var next = renew(old, T, "");
        assertThat(next.read().get("credits"))
                .isNotEmpty()
                .allSatisfy(rolled -> assertThat(rolled.at("/access_schedule/schedule_items/0/ending_before")
                                .stringValue())
                        .startsWith("2026-03-01"));
    }

    /** pricing.md 4 and 7: it ended with its contract, whatever its own end says. */
    @Test
    void nothing_rolls_over_a_gap_although_its_own_end_is_later() {
        var old = old(", 'ending_before': '2025-02-01T00:00:00Z'"
                + commits(commit("P", "1", segment(1000, "2025-01-01", "2026-01-01"))));
        var next = renew(old, T, "");
        assertThat(next.read().get("commits")).isEmpty();
    }

    @Test
    void a_true_up_that_is_removed_is_owed_no_more_but_for_what_rolled_over() {
        String postpaid = terms("Q", """
            , 'type': 'POSTPAID', 'rollover_fraction': 0.5, 'invoice_schedule': {'do_not_invoice': %s, 'schedule_items': [
              {'timestamp': '2025-03-01T00:00:00Z', 'amount': 1000}]}\
            """.formatted(true), segment(1000, "2025-01-01", "2025-03-01"));
        var old = old(commits(postpaid));
        var next = acme.contract(
                T,
                acme.stripe(),
                renewing(old, ", 'future_invoice_behavior': {'trueup': 'REMOVE'}")
                        + ", 'ending_before': '2025-06-01T00:00:00Z'");
        acme.use("u1", "2025-01-01T00:00:00Z", 200);
        server.advanceTo("2025-03-03T00:00:00Z");
        assertThat(ledger(old, "Q"))
                .containsExactly(
                        "INITIAL_BALANCE 1000 01-01",
                        "DRAW -200 02-01",
                        "ROLLOVER -500 03-01",
                        "EXPIRATION -300 03-01");
        JsonNode rolled = next.read().at("/commits/0");
        assertThat(rolled.at("/invoice_schedule/schedule_items"))
                .singleElement()
                .satisfies(item -> assertThat(item.get("amount").asString() + " "
                                + item.get("timestamp").stringValue().substring(0, 10))
                        .isEqualTo("500 2025-06-01"));
        List<String> cost = new ArrayList<>();
        next.read().get("commits").forEach(one -> cost.add(one.get("cost_basis").asString()));
        assertThat(cost).containsExactly("1");
    }
}
