package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Balances through finalization, late usage, void, regeneration and edits: rows of pricing.md, parts 4 to 6. One server, whose
 * clock only goes on: every test begins with the next month, its first one, and calls days by month and day.
 */
class BalancesOverTimeTest {
    private static final String CARDS = "/v1/contract-pricing/rate-cards/";
    private static final String END_DATE = "/v1/contracts/customerCommits/updateEndDate";
    private static final String VOID = "/v1/invoices/void";
    private static final String REGENERATE = "/v1/invoices/regenerate";

    private static TestServer server;
    private static AccountFixture account;
    private static int tests;

    /** By the name of its product: a card that has nothing else, with its price. */
    private record Sold(String event, String product, String card) {}

    private ZonedDateTime first = ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);
    private String name = "";
    private AccountFixture.Customer customer;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2024-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() {
        ZonedDateTime now = Instant.parse(
                        server.api().get("/downbeat/v1/clock").ok().get("now").stringValue())
                .atZone(ZoneOffset.UTC);
        first = now.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
        server.advanceTo(first.toInstant().toString());
        name = "row-" + tests++;
        customer = account.customer(name);
    }

    /** Whatever a test made ends with it, so that the months of the next ones are not its months too. */
    @AfterEach
    void end() {
        assertThat(server.api().post("/downbeat/v1/verify", "{}").ok().get("violations"))
                .isEmpty();
        server.api()
                .post("/v1/contracts/list", "{'customer_id': '" + customer.id() + "'}")
                .ok()
                .get("data")
                .forEach(contract -> server.api()
                        .post(
                                "/v1/contracts/archive",
                                "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                        .formatted(
                                                customer.id(),
                                                contract.get("id").stringValue())));
    }

    /** Midnight of a day of the test's months, which are counted from 1. */
    private String day(int month, int day) {
        return first.plusMonths(month - 1).withDayOfMonth(day).toInstant().toString();
    }

    private void until(int month, int day) {
        server.advanceTo(day(month, day));
    }

    private static JsonNode made(String path, String body) {
        return server.api().post(path, body).ok().get("data");
    }

    private static String text(JsonNode of, String field) {
        return of.get(field).stringValue();
    }

    private Sold sold(String what, int price) {
        return sold(what, price, text(made(CARDS + "create", "{'name': '" + name + " " + what + "'}"), "id"));
    }

    private Sold sold(String what, int price, String card) {
        String event = name + " " + what;
        String metric = text(made("/v1/billable-metrics/create", """
            {'name': '%1$s', 'aggregation_type': 'SUM', 'aggregation_key': 'n',
             'event_type_filter': {'in_values': ['%1$s']}, 'property_filters': [{'name': 'n', 'exists': true}]}\
            """.formatted(event)), "id");
        String product = text(
                made(
                        "/v1/contract-pricing/products/create",
                        "{'name': '" + what + "', 'type': 'USAGE', 'billable_metric_id': '" + metric + "'}"),
                "id");
        server.api()
                .post(CARDS + "addRate", """
                    {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z',
                     'entitled': true, 'rate_type': 'FLAT', 'price': %d}\
                    """.formatted(card, product, price))
                .ok();
        return new Sold(event, product, card);
    }

    private AccountFixture.Contract contract(Sold sold, String more) {
        return contract(sold.card, more);
    }

    /** From the test's first day on. */
    private AccountFixture.Contract contract(String card, String more) {
        String id = text(made("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s'%s}\
            """.formatted(customer.id(), card, day(1, 1), more)), "id");
        return new AccountFixture.Contract(server.api(), customer, id);
    }

    private void use(Sold sold, int month, int day, int units) {
        server.api()
                .post("/v1/ingest", """
                    [{'transaction_id': '%s', 'customer_id': '%s', 'event_type': '%s', 'timestamp': '%s',
                      'properties': {'n': '%d'}}]\
                    """.formatted(
                                sold.event + month + "-" + day + "-" + units, name, sold.event, day(month, day), units))
                .ok();
    }

    private String access(int amount, String from, String until) {
        return "'access_schedule': {'schedule_items': [{'amount': %d, 'starting_at': '%s', 'ending_before': '%s'}]}"
                .formatted(amount, from, until);
    }

    /** Through the test's first year. */
    private String balance(String called, int amount, String more) {
        return "{'name': '%s', 'product_id': '%s', %s%s}"
                .formatted(called, account.fixedProduct, access(amount, day(1, 1), day(13, 1)), more);
    }

    private String customers(String kind, int amount, String more) {
        return text(
                made("/v1/contracts/customer" + kind + "/create", """
                    {'customer_id': '%s', 'name': 'K', 'product_id': '%s', 'priority': 1, %s%s}\
                    """.formatted(
                                customer.id(), account.fixedProduct, access(amount, day(1, 1), day(13, 1)), more)),
                "id");
    }

    private static String credits(String... all) {
        return ", 'credits': [" + String.join(", ", all) + "]";
    }

    private static String commits(String... all) {
        return ", 'commits': [" + String.join(", ", all) + "]";
    }

    private JsonNode found(String called) {
        return made("/v1/contracts/customerBalances/list", """
            {'customer_id': '%s', 'include_contract_balances': true, 'include_balance': true,
             'include_archived': true, 'include_ledgers': true}\
            """.formatted(customer.id()))
                .valueStream()
                .filter(one -> text(one, "name").equals(called))
                .findFirst()
                .orElseThrow();
    }

    /** What is left of it, then its entries as {@code DRAW -600 @2/1}. */
    private List<String> ledger(String called) {
        JsonNode balance = found(called);
        List<String> shown = new ArrayList<>(List.of("left " + plain(balance.get("balance"))));
        balance.get("ledger")
                .forEach(entry -> shown.add(text(entry, "type")
                                .replaceAll("^(PREPAID_COMMIT|POSTPAID_COMMIT|CREDIT)_", "")
                                .replace("AUTOMATED_INVOICE_DEDUCTION", "DRAW")
                        + " " + plain(entry.get("amount")) + " @" + told(text(entry, "timestamp"))));
        return shown;
    }

    private String told(String timestamp) {
        ZonedDateTime at = Instant.parse(timestamp).atZone(ZoneOffset.UTC);
        return ChronoUnit.MONTHS.between(first, at.withDayOfMonth(1)) + 1 + "/" + at.getDayOfMonth();
    }

    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    private JsonNode usage(AccountFixture.Contract contract, int month) {
        return customer.invoices().stream()
                .filter(one -> text(one, "type").equals("USAGE")
                        && !text(one, "status").equals("VOID"))
                .filter(one -> text(one, "contract_id").equals(contract.id()))
                .filter(one -> told(text(one, "start_timestamp")).equals(month + "/1"))
                .findFirst()
                .orElseThrow();
    }

    /** As {@code FINALIZED 200}. */
    private String state(AccountFixture.Contract contract, int month) {
        JsonNode invoice = usage(contract, month);
        return text(invoice, "status") + " " + plain(invoice.get("total"));
    }

    private static List<String> lines(JsonNode invoice) {
        return invoice.get("line_items")
                .valueStream()
                .filter(line -> !line.has("quantity")
                        || line.get("quantity").decimalValue().signum() != 0)
                .map(line -> text(line, "name") + " " + plain(line.get("total")))
                .toList();
    }

    private List<String> scheduled() {
        return customer.invoices().stream()
                .filter(one -> text(one, "type").equals("SCHEDULED"))
                .map(one -> told(text(one, "issued_at")) + " " + text(one, "status") + " " + plain(one.get("total")))
                .sorted()
                .toList();
    }

    private String voided(AccountFixture.Contract contract, int month) {
        String id = text(usage(contract, month), "id");
        server.api().post(VOID, "{'id': '" + id + "'}").ok();
        return id;
    }

    private void regenerate(String id) {
        server.api().post(REGENERATE, "{'id': '" + id + "'}").ok();
    }

    private void edit(AccountFixture.Contract contract, String change) {
        server.api()
                .post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}"
                                .formatted(customer.id(), contract.id(), change))
                .ok();
    }

    private void editCommit(String called, String change) {
        server.api()
                .post(
                        "/v2/contracts/commits/edit",
                        "{'customer_id': '%s', 'commit_id': '%s', %s}"
                                .formatted(customer.id(), text(found(called), "id"), change))
                .ok();
    }

    /** C-77. */
    @Test
    void usage_that_comes_after_its_invoice_is_final_draws_only_once_that_is_regenerated() {
        Sold units = sold("Units", 1);
        AccountFixture.Contract contract = contract(units, credits(balance("K", 1000, "")));
        until(1, 10);
        use(units, 1, 10, 600);
        until(2, 5);
        use(units, 1, 20, 100);
        use(units, 2, 5, 150);
        assertThat(state(contract, 1)).isEqualTo("FINALIZED 0");
        assertThat(ledger("K"))
                .containsExactly("left 250", "SEGMENT_START 1000 @1/1", "DRAW -600 @2/1", "DRAW -150 @3/1");
        regenerate(voided(contract, 1));
        assertThat(state(contract, 1)).isEqualTo("FINALIZED 0");
        assertThat(ledger("K"))
                .containsExactly("left 150", "SEGMENT_START 1000 @1/1", "DRAW -700 @2/1", "DRAW -150 @3/1");
    }

    /** C-78. */
    @Test
    void a_voided_invoice_gives_back_to_drafts_and_regenerated_it_takes_before_them() {
        Sold units = sold("Units", 1);
        AccountFixture.Contract contract = contract(units, credits(balance("K", 1000, "")));
        for (int month = 1; month <= 2; month++) {
            until(month, 10);
            use(units, month, 10, 600);
        }
        until(3, 10);
        use(units, 3, 10, 500);
        assertThat(List.of(state(contract, 1), state(contract, 2), state(contract, 3)))
                .containsExactly("FINALIZED 0", "FINALIZED 200", "DRAFT 500");
        String january = voided(contract, 1);
        assertThat(List.of(state(contract, 2), state(contract, 3))).containsExactly("FINALIZED 200", "DRAFT 0");
        assertThat(ledger("K"))
                .containsExactly("left 100", "SEGMENT_START 1000 @1/1", "DRAW -400 @3/1", "DRAW -500 @4/1");
        regenerate(january);
        assertThat(List.of(state(contract, 1), state(contract, 2), state(contract, 3)))
                .containsExactly("FINALIZED 0", "FINALIZED 200", "DRAFT 500");
        assertThat(ledger("K"))
                .containsExactly("left 0", "SEGMENT_START 1000 @1/1", "DRAW -600 @2/1", "DRAW -400 @3/1");
    }

    /** C-79. */
    @Test
    void what_a_commit_applies_to_changes_drafts_and_finalized_invoices_only_once_they_are_regenerated() {
        Sold reads = sold("Data Reads", 1000);
        Sold writes = sold("Data Writes", 500, reads.card);
        AccountFixture.Contract contract = contract(
                reads,
                commits(balance(
                        "A", 1_000_000, ", 'type': 'PREPAID', 'applicable_product_ids': ['" + reads.product + "']")));
        until(1, 10);
        use(reads, 1, 10, 10);
        use(writes, 1, 10, 10);
        until(2, 10);
        use(reads, 2, 10, 3);
        use(writes, 2, 10, 2);
        assertThat(lines(usage(contract, 1)))
                .containsExactly("Data Reads 10000", "A applied -10000", "Data Writes 5000");
        assertThat(state(contract, 2)).isEqualTo("DRAFT 1000");
        editCommit("A", "'applicable_product_ids': ['" + reads.product + "', '" + writes.product + "']");
        assertThat(List.of(state(contract, 1), state(contract, 2))).containsExactly("FINALIZED 5000", "DRAFT 0");
        regenerate(voided(contract, 1));
        assertThat(state(contract, 1)).isEqualTo("FINALIZED 0");
    }

    /** C-80. */
    @Test
    void of_two_contracts_the_one_that_is_final_first_has_drawn_first() {
        Sold of = sold("Of M", 1);
        Sold other = sold("Of X", 1);
        AccountFixture.Contract m = contract(of, "");
        AccountFixture.Contract x = contract(other, ", 'ending_before': '" + day(1, 15) + "'");
        customers("Credits", 100, "");
        until(1, 10);
        use(of, 1, 10, 80);
        use(other, 1, 10, 60);
        assertThat(List.of(state(x, 1), state(m, 1))).containsExactly("DRAFT 0", "DRAFT 40");
        until(1, 20);
        String voided = voided(x, 1);
        assertThat(state(m, 1)).isEqualTo("DRAFT 0");
        until(2, 3);
        regenerate(voided);
        assertThat(List.of(state(m, 1), state(x, 1))).containsExactly("FINALIZED 0", "FINALIZED 40");
    }

    /** C-82. */
    @Test
    void an_override_that_is_agreed_later_holds_for_a_finalized_invoice_once_it_is_regenerated() {
        Sold units = sold("Units", 10);
        AccountFixture.Contract contract = contract(units, commits(balance("P", 1000, ", 'type': 'PREPAID'")));
        until(1, 10);
        use(units, 1, 10, 70);
        until(2, 3);
        edit(
                contract,
                "'add_overrides': [{'product_id': '%s', 'multiplier': 0.5, 'starting_at': '%s'}]"
                        .formatted(units.product, day(1, 1)));
        assertThat(lines(usage(contract, 1))).containsExactly("Units 700", "P applied -700");
        assertThat(ledger("P")).containsExactly("left 300", "SEGMENT_START 1000 @1/1", "DRAW -700 @2/1");
        regenerate(voided(contract, 1));
        assertThat(lines(usage(contract, 1))).containsExactly("Units 350", "P applied -350");
        assertThat(ledger("P")).containsExactly("left 650", "SEGMENT_START 1000 @1/1", "DRAW -350 @2/1");
    }

    /** C-83. */
    @Test
    void a_commit_that_is_ended_inside_a_month_pays_what_was_used_until_then() {
        Sold units = sold("Units", 1);
        AccountFixture.Contract contract = contract(units, "");
        String commit = customers("Commits", 10000, ", 'type': 'PREPAID'");
        until(1, 10);
        use(units, 1, 10, 4000);
        until(2, 20);
        use(units, 2, 10, 500);
        use(units, 2, 20, 300);
        server.api()
                .post(
                        END_DATE,
                        "{'customer_id': '%s', 'commit_id': '%s', 'access_ending_before': '%s'}"
                                .formatted(customer.id(), commit, day(2, 15)))
                .ok();
        assertThat(ledger("K"))
                .containsExactly(
                        "left 0",
                        "SEGMENT_START 10000 @1/1",
                        "DRAW -4000 @2/1",
                        "DRAW -500 @2/15",
                        "EXPIRATION -5500 @2/15");
        until(3, 3);
        assertThat(state(contract, 2)).isEqualTo("FINALIZED 300");
    }

    /** C-98. */
    @Test
    void a_payment_that_is_added_to_a_date_that_has_been_billed_makes_an_invoice_of_its_own() {
        AccountFixture.Contract contract =
                contract(sold("Units", 1), commits(balance("P", 10_000_000, """
                    , 'type': 'PREPAID', 'invoice_schedule': {'schedule_items': [
                      {'timestamp': '%s', 'amount': 10000000}]}\
                    """.formatted(day(1, 1)))));
        until(1, 5);
        String item = found("P").at("/access_schedule/schedule_items/0/id").stringValue();
        List<JsonNode> before = customer.invoices().stream()
                .filter(one -> text(one, "type").equals("SCHEDULED"))
                .toList();
        edit(contract, """
            'update_commits': [{'commit_id': '%s',
              'access_schedule': {'update_schedule_items': [{'id': '%s', 'amount': 20000000}]},
              'invoice_schedule': {'add_schedule_items': [{'timestamp': '%s', 'amount': 10000000}]}}]\
            """.formatted(text(found("P"), "id"), item, day(1, 1)));
        server.settle();
        assertThat(scheduled()).containsExactly("1/1 FINALIZED 10000000", "1/1 FINALIZED 10000000");
        assertThat(customer.invoices()).containsAll(before);
        assertThat(ledger("P")).containsExactly("left 20000000", "SEGMENT_START 20000000 @1/1");
    }

    /** C-102. */
    @Test
    void a_payment_on_a_usage_invoice_is_not_paid_by_a_credit() {
        Sold units = sold("Units", 1);
        String all = ", 'scheduled_charges_on_usage_invoices': 'ALL'" + credits(balance("K", 1000, ""));
        String payment =
                ", 'type': 'PREPAID', 'invoice_schedule': {'schedule_items': [{'timestamp': '%s', 'amount': 500}]}";
        AccountFixture.Contract contract =
                contract(units, all + commits(balance("P", 500, payment.formatted(day(2, 1)))));
        until(1, 10);
        use(units, 1, 10, 300);
        until(2, 3);
        assertThat(lines(usage(contract, 1))).containsExactly("Units 300", "K applied -300", "P 500");
        assertThat(state(contract, 1)).isEqualTo("FINALIZED 500");
        assertThat(ledger("K").getFirst()).isEqualTo("left 700");
        assertThat(scheduled()).isEmpty();
        contract(units, all.replace("'K'", "'L'") + commits(balance("Q", 500, payment.formatted(day(2, 20)))));
        until(2, 21);
        assertThat(scheduled()).containsExactly("2/20 FINALIZED 500");
    }

    /** C-126. */
    @Test
    void what_is_left_of_a_contracts_commit_expires_when_it_is_archived() {
        Sold units = sold("Units", 1);
        AccountFixture.Contract contract = contract(units, commits(balance("P", 1000, ", 'type': 'PREPAID'")));
        until(1, 10);
        use(units, 1, 10, 300);
        until(3, 10);
        server.api()
                .post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                .formatted(customer.id(), contract.id()))
                .ok();
        assertThat(ledger("P"))
                .containsExactly("left 0", "SEGMENT_START 1000 @1/1", "DRAW -300 @2/1", "EXPIRATION -700 @3/10");
    }

    /** C-134. */
    @Test
    void another_priority_changes_an_invoice_in_grace_at_once_and_no_finalized_one() {
        Sold units = sold("Units", 1);
        AccountFixture.Contract contract = contract(
                units,
                commits(
                        balance("A", 1000, ", 'type': 'PREPAID', 'priority': 1"),
                        balance("B", 1000, ", 'type': 'PREPAID', 'priority': 2")));
        until(1, 10);
        use(units, 1, 10, 100);
        until(2, 10);
        use(units, 2, 10, 200);
        server.advanceTo(first.plusMonths(2).plusHours(6).toInstant().toString());
        assertThat(lines(usage(contract, 2))).containsExactly("Units 200", "A applied -200");
        editCommit("B", "'priority': 0.5");
        assertThat(text(usage(contract, 2), "status")).isEqualTo("DRAFT");
        assertThat(lines(usage(contract, 2))).containsExactly("Units 200", "B applied -200");
        assertThat(lines(usage(contract, 1))).containsExactly("Units 100", "A applied -100");
        until(3, 3);
        assertThat(lines(usage(contract, 2))).containsExactly("Units 200", "B applied -200");
        assertThat(ledger("A").getFirst()).isEqualTo("left 900");
    }

    /** C-135. */
    @Test
    void a_top_up_in_units_costs_money_and_burns_behind_the_monthly_grant() {
        String unit = text(made("/downbeat/v1/creditTypes", "{'name': '" + name + "'}"), "id");
        String card = text(
                made(
                        CARDS + "create",
                        "{'name': '%s', 'credit_type_conversions': [{'custom_credit_type_id': '%s', 'fiat_per_custom_credit': 100}]}"
                                .formatted(name, unit)),
                "id");
        Sold generate = sold("Generate", 1, card);
        server.api()
                .post(CARDS + "addRate", """
                    {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2021-01-01T00:00:00Z',
                     'entitled': true, 'rate_type': 'FLAT', 'price': 1, 'credit_type_id': '%s'}\
                    """.formatted(card, generate.product, unit))
                .ok();
        AccountFixture.Contract contract =
                contract(card, """
                    , 'commits': [{'type': 'PREPAID', 'product_id': '%1$s', 'name': 'Top-up', 'priority': 9, 'access_schedule': {
                       'credit_type_id': '%2$s', 'schedule_items': [{'amount': 1000, 'starting_at': '%3$s',
                       'ending_before': '%4$s'}]}, 'invoice_schedule': {'schedule_items': [
                       {'timestamp': '%3$s', 'amount': 8000}]}}],
                     'recurring_credits': [{'product_id': '%1$s', 'name': 'Monthly', 'priority': 1, 'access_amount': {
                       'credit_type_id': '%2$s', 'unit_price': 100}, 'commit_duration': {'value': 1},
                       'starting_at': '%3$s'}]\
                    """.formatted(account.fixedProduct, unit, day(1, 1), day(13, 1)));
        until(1, 10);
        use(generate, 1, 10, 150);
        until(2, 3);
        assertThat(lines(usage(contract, 1)))
                .containsExactly("Generate 100", "Monthly applied -100", "Generate 50", "Top-up applied -50");
        assertThat(state(contract, 1)).isEqualTo("FINALIZED 0");
        assertThat(plain(found("Top-up").get("cost_basis"))).isEqualTo("8");
        assertThat(ledger("Top-up").getFirst()).isEqualTo("left 950");
        assertThat(scheduled()).containsExactly("1/1 FINALIZED 8000");
    }

    /** C-138. */
    @Test
    void payments_of_a_commit_and_a_charge_are_invoices_of_their_dates() {
        contract(
                sold("Units", 1),
                ", 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [{'timestamp': '%s', 'amount': 500000}]}}]"
                                .formatted(account.fixedProduct, day(3, 1))
                        + commits(balance("P", 50_000_000, """
                            , 'type': 'PREPAID', 'invoice_schedule': {'schedule_items': [
                              {'timestamp': '%s', 'amount': 25000000}, {'timestamp': '%s', 'amount': 25000000}]}\
                            """.formatted(day(1, 1), day(25, 1)))));
        until(1, 5);
        assertThat(scheduled()).containsExactly("1/1 FINALIZED 25000000", "25/1 DRAFT 25000000", "3/1 DRAFT 500000");
        until(3, 5);
        assertThat(scheduled()).contains("3/1 FINALIZED 500000", "25/1 DRAFT 25000000");
    }
}
