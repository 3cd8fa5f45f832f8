package io.downbeat.invoicing.balances;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.QueryLog;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What reads tell of commits and credits, on 20 October 2024: rows of pricing.md, parts 3 and 20. */
class BalanceReadsTest {
    private static final String YEAR = segment(10000, "2024-09-01", "2025-09-01");
    private static final String BOTH = ", 'include_balance': true, 'include_ledgers': true";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2024-08-31T00:00:00Z");

    private static final AccountFixture account = AccountFixture.setUp(server.api());
    private static AccountFixture.Contract dashboard;
    private static AccountFixture.Contract paid;
    private static AccountFixture.Contract many;

    @BeforeAll
    static void until_20_october() {
        AccountFixture.registerKey(server.api(), "plan", "commit", "contract_credit");
        dashboard = contract("dashboard", commits(commit("Year", YEAR, "'priority': 100")), credits("""
            {'name': 'Welcome', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [%s]}}\
            """.formatted(
                        account.fixedProduct, segment(500, "2024-10-01", "2025-09-01"))));
        paid = contract("paid", commits(commit("Paid", YEAR, """
            'invoice_schedule': {'schedule_items': [{'timestamp': '2024-09-01T00:00:00Z', 'amount': 8000},
              {'timestamp': '2025-03-01T00:00:00Z', 'amount': 2000}]}\
            """)));
        many = contract(
                "many",
                commits(IntStream.rangeClosed(1, 26)
                        .mapToObj(number -> commit("Commit " + number, YEAR, "'priority': " + number))
                        .toArray(String[]::new)),
                ", 'recurring_credits': [" + monthly("Monthly") + "]");
        server.advanceTo("2024-09-20T00:00:00Z");
        dashboard.customer().use("dash-september", "2024-09-10T00:00:00Z", 6500);
        paid.customer().use("paid-september", "2024-09-10T00:00:00Z", 4000);
        server.advanceTo("2024-10-05T00:00:00Z");
        dashboard.customer().use("dash-october", "2024-10-05T00:00:00Z", 2000);
        server.advanceTo("2024-10-20T00:00:00Z");
    }

    private static String segment(int amount, String from, String until) {
        return "{'amount': %d, 'starting_at': '%sT00:00:00Z', 'ending_before': '%sT00:00:00Z'}"
                .formatted(amount, from, until);
    }

    private static String commit(String name, String segment, String more) {
        return """
            {'type': 'PREPAID', 'name': '%s', 'product_id': '%s', 'access_schedule': {'schedule_items': [%s]}, %s}\
            """.formatted(name, account.fixedProduct, segment, more);
    }

    private static String monthly(String name) {
        return """
            {'name': '%s', 'product_id': '%s', 'priority': 1, 'starting_at': '2024-09-01T00:00:00Z',
             'commit_duration': {'value': 1, 'unit': 'PERIODS'}, 'access_amount': {
               'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 10, 'quantity': 1}}\
            """.formatted(name, account.fixedProduct);
    }

    private static String commits(String... all) {
        return ", 'commits': [" + String.join(", ", all) + "]";
    }

    private static String credits(String... all) {
        return ", 'credits': [" + String.join(", ", all) + "]";
    }

    private static AccountFixture.Contract contract(String customer, String... more) {
        AccountFixture.Customer of = account.customer(customer);
        return of.contract("2024-09-01T00:00:00Z", of.stripe(), String.join("", more));
    }

    private static JsonNode post(String path, AccountFixture.Customer of, String more) {
        return server.api()
                .post(path, "{'customer_id': '" + of.id() + "'" + more + "}")
                .ok()
                .get("data");
    }

    private static String ofContract(AccountFixture.Contract contract) {
        return ", 'contract_id': '" + contract.id() + "'";
    }

    private static List<String> ledger(JsonNode balance) {
        return balance.get("ledger")
                .valueStream()
                .map(entry -> entry.get("type").stringValue() + " "
                        + entry.get("amount").decimalValue().toPlainString() + " "
                        + entry.get("timestamp").stringValue().substring(0, 10))
                .toList();
    }

    /** Commits and credits of the one contract, as each of the four reads shows them. */
    static Stream<String> reads() {
        return Stream.of("v1/contracts/get", "v1/contracts/list", "v2/contracts/get", "v2/contracts/list");
    }

    private static JsonNode terms(String read, AccountFixture.Contract contract, String asked) {
        String which = read.endsWith("get") ? ofContract(contract) : "";
        JsonNode found = post("/" + read, contract.customer(), which + asked);
        JsonNode one = read.endsWith("get") ? found : found.get(0);
        return read.startsWith("v1") ? one.get("current") : one;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reads")
    void a_contract_shows_what_is_left_of_its_balances_and_their_ledgers_where_that_is_asked_for(String read) {
        JsonNode terms = terms(read, dashboard, BOTH);
        JsonNode commit = terms.at("/commits/0");
        JsonNode credit = terms.at("/credits/0");
        assertThat(commit.get("balance").intValue()).isEqualTo(2000);
        assertThat(ledger(commit))
                .containsExactly(
                        "PREPAID_COMMIT_SEGMENT_START 10000 2024-09-01",
                        "PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION -6500 2024-10-01",
                        "PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION -1500 2024-11-01");
        assertThat(credit.get("balance").intValue()).isZero();
        assertThat(ledger(credit))
                .containsExactly(
                        "CREDIT_SEGMENT_START 500 2024-10-01", "CREDIT_AUTOMATED_INVOICE_DEDUCTION -500 2024-11-01");
        assertThat(terms(read, dashboard, ", 'include_balance': true")
                        .at("/commits/0")
                        .has("ledger"))
                .isFalse();
        JsonNode unasked = terms(read, dashboard, ", 'include_balance': false").at("/commits/0");
        assertThat(unasked.has("balance") || unasked.has("ledger")).isFalse();
    }

    @Test
    void what_is_left_in_all_leaves_drafts_out_on_request() {
        assertThat(net(dashboard.customer(), "")).isEqualTo(2000);
        assertThat(net(dashboard.customer(), ", 'invoice_inclusion_mode': 'FINALIZED'"))
                .isEqualTo(4000);
    }

    private static int net(AccountFixture.Customer of, String more) {
        return post("/v1/contracts/customerBalances/getNetBalance", of, more)
                .get("balance")
                .intValue();
    }

    @Test
    void a_payment_names_its_invoice_once_it_is_billed_and_still_once_that_is_voided() {
        JsonNode invoice = paid.customer().invoices().stream()
                .filter(one -> one.get("type").stringValue().equals("SCHEDULED")
                        && one.get("status").stringValue().equals("FINALIZED"))
                .findFirst()
                .orElseThrow();
        String id = invoice.get("id").stringValue();
        assertThat(invoicesOf(paid.read())).containsExactly(id, null);
        server.api().post("/v1/invoices/void", "{'id': '" + id + "'}").ok();
        JsonNode commit = terms("v2/contracts/get", paid, BOTH).at("/commits/0");
        assertThat(commit.get("balance").intValue()).isEqualTo(6000);
        assertThat(commit.get("cost_basis").intValue()).isEqualTo(1);
        for (String read : reads().toList()) {
            assertThat(invoicesOf(terms(read, paid, ""))).as(read).containsExactly(id, null);
        }
        String again = server.api()
                .post("/v1/invoices/regenerate", "{'id': '" + id + "'}")
                .ok()
                .at("/data/id")
                .stringValue();
        assertThat(invoicesOf(paid.read())).containsExactly(again, null);
    }

    private static List<String> invoicesOf(JsonNode terms) {
        List<String> invoices = new ArrayList<>();
        terms.at("/commits/0/invoice_schedule/schedule_items")
                .forEach(item -> invoices.add(item.path("invoice_id").asString(null)));
        return invoices;
    }

    @Test
    void v2_embeds_25_of_each_and_says_that_there_are_more() {
        for (String read : List.of("v2/contracts/get", "v2/contracts/list")) {
            JsonNode terms = terms(read, many, BOTH);
            assertThat(terms.get("commits")).hasSize(25);
            assertThat(terms.get("has_more")).hasToString("{\"commits\":true,\"credits\":false}");
            assertThat(terms.at("/commits/24/balance").intValue()).isEqualTo(10000);
            assertThat(terms(read, dashboard, "").has("has_more")).isFalse();
        }
        assertThat(terms("v1/contracts/get", many, BOTH).get("commits")).hasSize(26);
    }

    @Test
    void what_a_recurring_credit_made_is_among_the_credits() {
        JsonNode terms = terms("v2/contracts/get", many, BOTH);
        String recurring = terms.at("/recurring_credits/0/id").stringValue();
        assertThat(terms.get("credits"))
                .hasSize(3)
                .allSatisfy(
                        credit -> assertThat(credit.get("recurring_credit_id").stringValue())
                                .isEqualTo(recurring));
        assertThat(terms.get("credits")
                        .valueStream()
                        .map(credit -> credit.get("balance").intValue()))
                .containsExactly(0, 10, 0);
    }

    @Test
    void filters_of_which_any_is_enough_count_no_balance_twice() {
        AccountFixture.Contract contract = contract(
                "filters",
                commits(
                        commit(
                                "Prepaid",
                                segment(1000, "2024-09-01", "2025-09-01"),
                                "'custom_fields': {'plan': 'pro'}"),
                        """
                        {'type': 'POSTPAID', 'product_id': '%s', 'access_schedule': {'schedule_items': [%s]},
                         'invoice_schedule': {'do_not_invoice': true, 'schedule_items': [
                           {'timestamp': '2025-09-01T00:00:00Z', 'amount': 2000}]}}\
                        """.formatted(account.fixedProduct, segment(2000, "2024-09-01", "2025-09-01"))),
                credits("""
                    {'product_id': '%s', 'access_schedule': {'schedule_items': [%s]}, 'custom_fields': {'plan': 'pro'}}\
                    """.formatted(account.fixedProduct, segment(500, "2024-09-01", "2025-09-01"))));
        String prepaid = contract.read().at("/commits/0/id").stringValue();
        AccountFixture.Customer of = contract.customer();
        String pro = "'custom_fields': {'plan': 'pro'}";
        assertThat(net(
                        of,
                        filters("{'balance_types': ['CREDIT'], " + pro + "}, {'balance_types': ['POSTPAID_COMMIT']}")))
                .isEqualTo(2500);
        assertThat(net(of, filters("{'ids': ['" + prepaid + "']}, {" + pro + "}")))
                .isEqualTo(1500);
        assertThat(net(of, "")).isEqualTo(3500);
        assertThat(net(of, filters("{'balance_types': ['CREDIT'], 'custom_fields': {'plan': 'free'}}")))
                .isZero();
    }

    private static String filters(String all) {
        return ", 'filters': [" + all + "]";
    }

    @Test
    void the_commit_that_the_documents_show_is_taken_as_it_stands() throws IOException {
        String page = Files.readString(Stream.of(Path.of("docs"), Path.of("../docs"))
                .map(docs -> docs.resolve("api/balances.md"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow());
        String shown = page.substring(page.indexOf("```json") + "```json".length());
        String example = shown.substring(0, shown.indexOf("```")).replace("\"...\"", "'" + account.fixedProduct + "'");
        JsonNode commit = contract("documents", commits(example)).read().at("/commits/0");
        assertThat(commit.get("cost_basis").decimalValue()).isEqualByComparingTo("0.8");
        assertThat(commit.at("/invoice_schedule/schedule_items/1/amount").intValue())
                .isEqualTo(4_000_000);
    }

    @Test
    void what_is_below_zero_counts_as_nothing() {
        AccountFixture.Customer of = account.customer("negative");
        JsonNode taken = credit(of, "Taken", 100, "");
        credit(of, "Whole", 300, "");
        server.api()
                .post("/v1/contracts/addManualBalanceLedgerEntry", """
                    {'customer_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': -300, 'reason': 'a correction'}\
                    """.formatted(
                                of.id(),
                                taken.get("id").stringValue(),
                                taken.at("/access_schedule/schedule_items/0/id").stringValue()))
                .ok();
        assertThat(net(of, "")).isEqualTo(300);
        assertThat(ledger(list(of, BOTH).get(0)))
                .containsExactly("CREDIT_SEGMENT_START 100 2024-09-01", "CREDIT_MANUAL -300 2024-09-01");
    }

    private static void byHand(AccountFixture.Customer of, JsonNode credit, int amount, String more) {
        server.api()
                .post("/v1/contracts/addManualBalanceLedgerEntry", """
                    {'customer_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': %d, 'reason': 'a correction'%s}\
                    """.formatted(
                        of.id(),
                        credit.get("id").stringValue(),
                        credit.at("/access_schedule/schedule_items/0/id").stringValue(),
                        amount,
                        more))
                .ok();
    }

    // 3.1, C-31
    @Test
    void an_entry_by_hand_is_listed_once_its_date_has_come_and_counts_from_the_first() {
        AccountFixture.Customer of = account.customer("dated ahead");
        JsonNode toCome = credit(of, "To come", segment(1000, "2024-11-01", "2025-09-01"), "");
        byHand(of, toCome, -100, "");
        JsonNode active = credit(of, "Active", 1000, "");
        byHand(of, active, -200, ", 'timestamp': '2024-10-20T00:00:00Z'");
        byHand(of, active, -300, ", 'timestamp': '2024-10-20T00:00:01Z'");
        assertThat(ledger(list(of, BOTH + ", 'id': '" + toCome.get("id").stringValue() + "'")
                        .get(0)))
                .isEmpty();
        JsonNode read = list(of, BOTH + ", 'id': '" + active.get("id").stringValue() + "'")
                .get(0);
        assertThat(ledger(read))
                .containsExactly("CREDIT_SEGMENT_START 1000 2024-09-01", "CREDIT_MANUAL -200 2024-10-20");
        assertThat(read.get("balance").intValue()).isEqualTo(500);
    }

    // 3.1: the entries of a segment that is over add up to nothing
    @Test
    void an_entry_by_hand_stands_where_its_segment_ends_if_that_was_cut_before_its_date() {
        AccountFixture.Customer of = account.customer("cut");
        JsonNode credit = credit(of, "Cut", 1000, "");
        byHand(of, credit, -100, ", 'timestamp': '2025-09-01T00:00:00Z'");
        server.api()
                .post("/v1/contracts/customerCredits/updateEndDate", """
                    {'customer_id': '%s', 'credit_id': '%s', 'access_ending_before': '2024-10-01T00:00:00Z'}\
                    """.formatted(
                                of.id(), credit.get("id").stringValue()))
                .ok();
        assertThat(ledger(list(of, BOTH).get(0)))
                .containsExactly(
                        "CREDIT_SEGMENT_START 1000 2024-09-01",
                        "CREDIT_MANUAL -100 2024-10-01",
                        "CREDIT_EXPIRATION -900 2024-10-01");
    }

    private static JsonNode credit(AccountFixture.Customer of, String name, int amount, String more) {
        return credit(of, name, segment(amount, "2024-09-01", "2025-09-01"), more);
    }

    private static JsonNode credit(AccountFixture.Customer of, String name, String segment, String more) {
        String id = post("/v1/contracts/customerCredits/create", of, """
            , 'name': '%s', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [%s]}%s\
            """.formatted(
                                name, account.fixedProduct, segment, more))
                .get("id")
                .stringValue();
        return list(of, ", 'id': '" + id + "'").get(0);
    }

    /** E-29. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        customerBalances | 'limit': 0                | limit: must be a whole number from 1 to 25
        customerBalances | 'limit': 26               | limit: must be a whole number from 1 to 25
        customerCommits  | 'limit': 26               | limit: must be a whole number from 1 to 25
        customerCredits  | 'limit': 0                | limit: must be a whole number from 1 to 25
        customerBalances | 'next_page': 'nonsense'   | next_page
        customerCommits  | 'next_page': ''           | next_page
        customerCredits  | 'next_page': 'bm9uc2Vuc2U' | next_page
        customerBalances | 'covering_date': 'today'  | covering_date
        """)
    void a_page_that_is_none_is_refused(String lists, String more, String message) {
        assertThat(server.api()
                        .post(
                                "/v1/contracts/" + lists + "/list",
                                "{'customer_id': '" + dashboard.customer().id() + "', " + more + "}")
                        .refused(400))
                .startsWith(message);
    }

    private static JsonNode list(AccountFixture.Customer of, String more) {
        return post("/v1/contracts/customerBalances/list", of, more);
    }

    @Test
    void a_list_shows_balances_of_contracts_and_what_is_left_on_request() {
        AccountFixture.Contract contract = contract("lists", commits(commit("Agreed", YEAR, "'priority': 1")));
        AccountFixture.Customer of = contract.customer();
        credit(of, "Own", 100, ", 'uniqueness_key': 'own-1', 'custom_fields': {'plan': 'pro'}");
        JsonNode own = list(of, "");
        assertThat(own).hasSize(1);
        assertThat(own.get(0).has("balance") || own.get(0).has("ledger")).isFalse();
        assertThat(own.at("/0/uniqueness_key").stringValue()).isEqualTo("own-1");
        JsonNode all = list(of, ", 'include_contract_balances': true, 'include_balance': true");
        assertThat(all).hasSize(2);
        JsonNode agreed = all.valueStream()
                .filter(balance -> balance.get("type").stringValue().equals("PREPAID"))
                .findFirst()
                .orElseThrow();
        assertThat(agreed.get("balance").intValue()).isEqualTo(10000);
        assertThat(agreed.at("/contract/id").stringValue()).isEqualTo(contract.id());
        assertThat(agreed.at("/applicable_contract_ids/0").stringValue()).isEqualTo(contract.id());
        assertThat(agreed.has("uniqueness_key")).isFalse();
    }

    @Test
    void a_list_shows_balances_of_an_archived_contract_on_request_only() {
        AccountFixture.Contract contract = contract("archived", commits(commit("Gone", YEAR, "'priority': 1")));
        AccountFixture.Customer of = contract.customer();
        server.api()
                .post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(of.id(), contract.id()))
                .ok();
        String contracts = ", 'include_contract_balances': true";
        assertThat(list(of, contracts)).isEmpty();
        assertThat(list(of, contracts + ", 'include_archived': true")).hasSize(1);
    }

    @Test
    void a_page_goes_on_behind_a_balance_that_left_the_list_meanwhile() {
        AccountFixture.Contract contract = contract("leaving", "");
        AccountFixture.Customer of = contract.customer();
        for (String name : List.of("A", "B", "C")) {
            credit(of, name, 100, "");
        }
        String path = "/v1/contracts/customerBalances/list";
        String asked = "{'customer_id': '%s', 'limit': 1, 'exclude_zero_balances': true%s}";
        JsonNode first = server.api().post(path, asked.formatted(of.id(), "")).ok();
        assertThat(first.at("/data/0/name").stringValue()).isEqualTo("A");
        server.api()
                .post("/v1/contracts/addManualBalanceLedgerEntry", """
                    {'customer_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': -100, 'reason': 'used up'}\
                    """.formatted(
                        of.id(),
                        first.at("/data/0/id").stringValue(),
                        first.at("/data/0/access_schedule/schedule_items/0/id").stringValue()))
                .ok();
        String token = ", 'next_page': '" + first.get("next_page").stringValue() + "'";
        assertThat(server.api()
                        .post(path, asked.formatted(of.id(), token))
                        .ok()
                        .at("/data/0/name")
                        .stringValue())
                .isEqualTo("B");
    }

    @Test
    void the_audit_log_keeps_what_each_finalized_invoice_drew() {
        JsonNode commit = terms("v2/contracts/get", dashboard, BOTH).at("/commits/0");
        List<String> kept = server.bean(JdbcClient.class)
                .sql("""
                    SELECT after ->> 'draws' FROM audit_entry
                     WHERE action = 'finalize_invoice' AND resource_id = :invoice AND after ->> 'draws' IS NOT NULL
                    """)
                .param("invoice", commit.at("/ledger/1/invoice_id").stringValue())
                .query(String.class)
                .list();
        assertThat(kept).hasSize(1);
        JsonNode draw = Json.read(kept.getFirst()).get(0);
        assertThat(draw.get("balance_id")).isEqualTo(commit.get("id"));
        assertThat(draw.get("segment_id")).isEqualTo(commit.at("/access_schedule/schedule_items/0/id"));
        assertThat(draw.get("amount").intValue()).isEqualTo(6500);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/v1/contracts/list", "/v2/contracts/list"})
    void many_contracts_with_balances_are_read_in_as_many_statements_as_one(String path) throws Exception {
        AccountFixture.Contract one = contract("one of " + path.charAt(2), commits(commit("A", YEAR, "'priority': 1")));
        AccountFixture.Contract first =
                contract("many of " + path.charAt(2), commits(commit("A", YEAR, "'priority': 1")));
        for (int i = 0; i < 8; i++) {
            first.customer()
                    .contract(
                            "2024-09-01T00:00:00Z",
                            first.customer().stripe(),
                            commits(commit("A", YEAR, "'priority': 1"), commit("B", YEAR, "'priority': 2")));
        }
        try (QueryLog log = QueryLog.of(server)) {
            // A statement for each contract would be eight more.
            assertThat(statements(log, path, first)).isLessThan(statements(log, path, one) + 4);
        }
    }

    /**
     * What the jobs of the server ask meanwhile stands in the log too: over other connections, since a read is one transaction,
     * or over the same one before or after it; and a part of a read may come over another one. So each look counts the
     * connection with most, and of some looks the middle one counts.
     */
    private static int statements(QueryLog log, String path, AccountFixture.Contract contract) throws Exception {
        List<Integer> looks = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            Map<String, Long> byConnection = log.during(() -> post(path, contract.customer(), BOTH)).stream()
                    .collect(Collectors.groupingBy(BalanceReadsTest::connection, Collectors.counting()));
            looks.add(Collections.max(byConnection.values()).intValue());
        }
        return looks.stream().sorted().toList().get(looks.size() / 2);
    }

    /** The number of its process, in brackets behind the time. */
    private static String connection(String line) {
        return line.substring(line.indexOf('['), line.indexOf(']'));
    }
}
