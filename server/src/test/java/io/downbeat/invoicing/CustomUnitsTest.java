package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.Amount;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Usage that is priced in AI credits, from the unit's making to what the billing provider is sent. */
class CustomUnitsTest {
    private static final String CARDS = "/v1/contract-pricing/rate-cards/";

    private static final Map<String, AccountFixture.Customer> CUSTOMERS = new HashMap<>();
    private static final Map<String, AccountFixture.Contract> CONTRACTS = new HashMap<>();

    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static String unit;
    private static String card;
    private static String generate;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-27T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        unit = made("/downbeat/v1/creditTypes", "{'name': 'AI credits'}");
        card = made(
                CARDS + "create",
                "{'name': 'AI', 'credit_type_conversions': [{'custom_credit_type_id': '" + unit
                        + "', 'fiat_per_custom_credit': 0.75}]}");
        generate = product("Generate");
        rate(card, generate, "'price': 5, 'credit_type_id': '" + unit + "'");
        rate(card, account.usageProduct, "'price': 10");
        play();
        server.advanceTo("2025-02-10T00:00:00Z");
    }

    private static void play() {
        AccountFixture.Customer converted = account.customer("converted");
        contract(converted, credit("10.5") + ", 'commits': [" + prepaid(100) + "]");
        generate(converted, "2025-01-01T00:00:00Z", 3);
        converted.use("converted use", "2025-01-01T00:00:00Z", 4);
        AccountFixture.Customer windows = account.customer("windows");
        contract(windows, credit("31"));
        for (int day = 1; day <= 5; day++) {
            generate(windows, "2025-01-0" + day + "T07:00:00Z", 3);
        }
        AccountFixture.Customer sent = account.customer("sent");
        contract(sent, credit("10"));
        generate(sent, "2025-01-01T07:00:00Z", 100);
        AccountFixture.Customer overwritten = account.customer("overwritten");
        contract(overwritten, """
            , 'overrides': [{'product_id': '%1$s', 'starting_at': '2025-01-01T00:00:00Z', 'ending_before':
              '2025-01-11T00:00:00Z', 'overwrite_rate': {'rate_type': 'FLAT', 'price': 4}},
             {'product_id': '%1$s', 'starting_at': '2025-01-11T00:00:00Z', 'overwrite_rate': {'rate_type': 'FLAT',
              'price': 6, 'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'}}]\
            """.formatted(generate));
        generate(overwritten, "2025-01-05T00:00:00Z", 10);
        generate(overwritten, "2025-01-15T00:00:00Z", 10);
        AccountFixture.Customer granted = account.customer("granted");
        contract(granted, """
            , 'commits': [{'type': 'PREPAID', 'product_id': '%1$s', 'name': 'Top-up', 'priority': 9, 'access_schedule': {
               'credit_type_id': '%2$s', 'schedule_items': [{'amount': 1000, 'starting_at': '2025-01-01T00:00:00Z',
               'ending_before': '2026-01-01T00:00:00Z'}]}, 'invoice_schedule': {'schedule_items': [
               {'timestamp': '2025-01-01T00:00:00Z', 'amount': 8000}]}}],
             'recurring_credits': [{'product_id': '%1$s', 'name': 'Monthly', 'priority': 1, 'access_amount': {
               'credit_type_id': '%2$s', 'unit_price': 100}, 'commit_duration': {'value': 1},
               'starting_at': '2025-01-21T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z'}]\
            """.formatted(account.fixedProduct, unit));
        generate(granted, "2025-01-25T00:00:00Z", 10);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String made(String path, String body) {
        return api.post(path, body).ok().at("/data/id").stringValue();
    }

    private static String product(String name) {
        String metric = made("/v1/billable-metrics/create", """
            {'name': '%1$s', 'aggregation_type': 'SUM', 'aggregation_key': 'n',
             'event_type_filter': {'in_values': ['%1$s']}, 'property_filters': [{'name': 'n', 'exists': true}]}\
            """.formatted(name));
        return made(
                "/v1/contract-pricing/products/create",
                "{'name': '" + name + "', 'type': 'USAGE', 'billable_metric_id': '" + metric + "'}");
    }

    private static void rate(String card, String product, String terms) {
        api.post(CARDS + "addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', %s}\
            """.formatted(card, product, terms)).ok();
    }

    private static void contract(AccountFixture.Customer customer, String more) {
        String id = made("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'}%s}\
            """.formatted(customer.id(), card, customer.stripe(), more));
        CUSTOMERS.put(customer.name(), customer);
        CONTRACTS.put(customer.name(), new AccountFixture.Contract(api, customer, id));
    }

    private static String credit(String amount) {
        return """
            , 'credits': [{'product_id': '%s', 'name': 'Grant', 'priority': 1, 'access_schedule': {
               'credit_type_id': '%s', 'schedule_items': [{'amount': %s, 'starting_at': '2025-01-01T00:00:00Z',
               'ending_before': '2026-01-01T00:00:00Z'}]}}]\
            """.formatted(account.fixedProduct, unit, amount);
    }

    private static void generate(AccountFixture.Customer customer, String at, int units) {
        api.post("/v1/ingest", """
            [{'transaction_id': '%1$s %2$s', 'customer_id': '%1$s', 'event_type': 'Generate', 'timestamp': '%2$s',
              'properties': {'n': %3$d}}]\
            """.formatted(customer.name(), at, units)).ok();
    }

    private static JsonNode january(AccountFixture.Customer customer) {
        return customer.invoices().stream()
                .filter(invoice -> invoice.path("start_timestamp").asString("").startsWith("2025-01-01"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(JsonNode invoice) {
        List<String> lines = new ArrayList<>();
        invoice.get("line_items")
                .forEach(line -> lines.add(line.get("type").stringValue() + " "
                        + line.get("name").stringValue() + " "
                        + (line.has("quantity") ? line.get("quantity") + " x " + line.get("unit_price") + " " : "")
                        + "= " + line.get("total") + " "
                        + line.at("/credit_type/name").stringValue()));
        return lines;
    }

    private static String refused(String path, String body) {
        return api.post(path, body).refused(400);
    }

    @Test
    void the_days_of_a_draft_come_to_its_total_and_units_stand_beside_it() {
        AccountFixture.Customer days = account.customer("days");
        contract(days, "");
        generate(days, "2025-02-05T00:00:00Z", 4);
        days.use("days use", "2025-02-05T00:00:00Z", 4);
        ContractTerms terms = server.bean(Contracts.class)
                .terms(new ContractId(UUID.fromString(CONTRACTS.get("days").id())))
                .orElseThrow();

        Invoicing.OpenPeriod open =
                server.bean(Invoicing.class).openPeriod(terms).orElseThrow();
        assertThat(open.total().value()).as("4 at 10, and 20 units at 0.75").isEqualByComparingTo("55");
        assertThat(open.days().stream()
                        .flatMap(day -> day.byProduct().values().stream())
                        .reduce(Amount::plus))
                .hasValueSatisfying(sum -> assertThat(sum.value()).isEqualByComparingTo("55"));
    }

    @Test
    void what_no_balance_pays_of_a_unit_is_converted_once_and_a_fiat_balance_does_not_pay_it() {
        AccountFixture.Customer customer = CUSTOMERS.get("converted");
        JsonNode invoice = january(customer);
        assertThat(lines(invoice))
                .containsExactly(
                        "usage Use 4 x 10 = 40 USD (cents)",
                        "applied_commit_or_credit Paid applied = -40 USD (cents)",
                        "usage Generate 2.1 x 5 = 10.5 AI credits",
                        "applied_commit_or_credit Grant applied = -10.5 AI credits",
                        "usage Generate 0.9 x 5 = 4.5 AI credits",
                        "cpu_conversion AI credits 4.5 x 0.75 = 3 USD (cents)");
        assertThat(invoice.get("subtotal").decimalValue()).isEqualByComparingTo("43");
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("3");
        JsonNode converted = invoice.get("line_items").get(5);
        assertThat(converted.has("product_id") || converted.has("product_type")).isFalse();
        assertThat(api.post("/v1/contracts/customerBalances/getNetBalance", """
            {'customer_id': '%s', 'credit_type_id': '%s'}\
            """.formatted(customer.id(), unit))
                        .ok()
                        .at("/data/balance")
                        .decimalValue())
                .isEqualByComparingTo("0");
    }

    private static String prepaid(int cents) {
        return """
            {'type': 'PREPAID', 'product_id': '%s', 'name': 'Paid', 'access_schedule': {'schedule_items': [{'amount': %d,
             'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}\
            """.formatted(account.fixedProduct, cents);
    }

    @Test
    void windows_add_up_to_the_lines_in_units_and_to_what_is_converted() {
        AccountFixture.Customer customer = CUSTOMERS.get("windows");
        JsonNode invoice = january(customer);
        JsonNode windows = api.get("/v1/customers/" + customer.id()
                        + "/invoices/breakdowns?starting_on=2025-01-01T00:00:00Z&ending_before=2025-02-01T00:00:00Z")
                .ok()
                .get("data");
        BigDecimal totals = BigDecimal.ZERO;
        BigDecimal units = BigDecimal.ZERO;
        List<String> converted = new ArrayList<>();
        for (JsonNode window : windows) {
            totals = totals.add(window.get("total").decimalValue());
            for (JsonNode line : window.get("line_items")) {
                if (line.get("type").stringValue().equals("cpu_conversion")) {
                    converted.add(line.get("quantity") + " = " + line.get("total"));
                } else {
                    units = units.add(line.get("total").decimalValue());
                }
            }
        }
        // 75 credits were used of which 44 were left to pay: 33 cents.
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("33");
        assertThat(totals).isEqualByComparingTo("33");
        assertThat(units).isEqualByComparingTo("44");
        assertThat(converted.subList(0, 6)).containsExactly("0 = 0", "0 = 0", "14 = 11", "15 = 11", "15 = 11", "0 = 0");
    }

    @Test
    void a_billing_provider_is_sent_the_conversion_and_no_line_in_units() {
        AccountFixture.Customer customer = CUSTOMERS.get("sent");
        JsonNode invoice = january(customer);
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("368");
        String payload = JdbcClient.create(server.database().dataSource())
                .sql("SELECT convert_from(payload, 'UTF8') FROM delivery WHERE invoice_id = CAST(:id AS uuid)")
                .param("id", invoice.get("id").stringValue())
                .query(String.class)
                .single();
        assertThat(payload).contains("AI credits (490 \u00d7 0.0075 USD)").doesNotContain("Generate");
        assertThat(api.post("/downbeat/v1/verify", "{}").ok().get("violations")).isEmpty();
    }

    @Test
    void a_contract_overwrites_a_rate_in_its_unit_and_in_another() {
        AccountFixture.Customer customer = CUSTOMERS.get("overwritten");
        assertThat(lines(january(customer)))
                .contains(
                        "usage Generate 10 x 4 = 40 AI credits",
                        "usage Generate 10 x 6 = 60 USD (cents)",
                        "cpu_conversion AI credits 40 x 0.75 = 30 USD (cents)");
        JsonNode rate = api.post("/v1/contracts/getContractRateSchedule", """
            {'customer_id': '%s', 'contract_id': '%s', 'at': '2025-01-20T00:00:00Z', 'selectors': [{'product_id': '%s'}]}\
            """.formatted(
                                customer.id(), CONTRACTS.get("overwritten").id(), generate))
                .ok()
                .at("/data/0");
        assertThat(rate.at("/list_rate/credit_type/name").stringValue()).isEqualTo("AI credits");
        assertThat(rate.at("/override_rate/credit_type/name").stringValue()).isEqualTo("USD (cents)");
    }

    @Test
    void a_grant_of_every_month_is_in_units_and_a_top_up_is_paid_in_money() {
        AccountFixture.Customer customer = CUSTOMERS.get("granted");
        JsonNode terms = CONTRACTS.get("granted").read();
        assertThat(terms.at("/credits/0/access_schedule/schedule_items/0/amount")
                        .decimalValue())
                .isEqualByComparingTo("35.4838709677");
        assertThat(terms.at("/credits/0/access_schedule/credit_type/name").stringValue())
                .isEqualTo("AI credits");
        JsonNode topUp = api.post("/v1/contracts/customerCommits/list", """
            {'customer_id': '%s', 'include_contract_commits': true}\
            """.formatted(customer.id()))
                .ok()
                .at("/data/0");
        assertThat(topUp.get("cost_basis").decimalValue()).isEqualByComparingTo("8");
        assertThat(lines(january(customer)))
                .contains(
                        "applied_commit_or_credit Monthly applied = -35.4838709677 AI credits",
                        "applied_commit_or_credit Top-up applied = -14.5161290323 AI credits");
    }

    @Test
    void what_would_make_units_money_or_money_units_is_refused() {
        String other = made("/downbeat/v1/creditTypes", "{'name': 'Tokens'}");
        api.post("/downbeat/v1/creditTypes", "{'name': 'ai CREDITS'}").refused(409);
        api.post("/downbeat/v1/creditTypes", "{'name': 'EUR'}").refused(409);
        assertThat(refused(CARDS + "addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1, 'credit_type_id': '%s'}\
            """.formatted(card, generate, other)))
                .startsWith("credit_type_id:")
                .contains("add_credit_type_conversions");
        assertThat(refused(CARDS + "update", """
            {'rate_card_id': '%s', 'add_credit_type_conversions': [{'custom_credit_type_id': '%s',
             'fiat_per_custom_credit': 2}]}\
            """.formatted(card, unit)))
                .startsWith("add_credit_type_conversions[0].custom_credit_type_id:");
        assertThat(refused(CARDS + "create", """
            {'name': 'x', 'credit_type_conversions': [{'custom_credit_type_id': '%s', 'fiat_per_custom_credit': 0}]}\
            """.formatted(unit)))
                .startsWith("credit_type_conversions[0].fiat_per_custom_credit:");
        assertThat(refused(CARDS + "create", "{'name': 'x', 'fiat_credit_type_id': '" + unit + "'}"))
                .startsWith("fiat_credit_type_id:");
        String access = """
            'access_schedule': {'credit_type_id': '%1$s', 'schedule_items': [{'amount': 10,
              'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}, 'invoice_schedule': {
              'do_not_invoice': true, %2$s 'schedule_items': [{'timestamp': '2026-01-01T00:00:00Z', 'amount': 10}]}\
            """;
        String commit = """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'commits': [
              {'type': '%s', 'product_id': '%s', %s}]}\
            """;
        String customer = account.customer("refused").id();
        assertThat(refused(
                        "/v1/contracts/create",
                        commit.formatted(customer, card, "POSTPAID", account.fixedProduct, access.formatted(unit, ""))))
                .startsWith("commits[0].access_schedule:");
        assertThat(refused(
                        "/v1/contracts/create",
                        commit.formatted(
                                customer,
                                card,
                                "PREPAID",
                                account.fixedProduct,
                                access.formatted(unit, "'credit_type_id': '" + unit + "',"))))
                .startsWith("commits[0].invoice_schedule.credit_type_id:");
        assertThat(refused("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'scheduled_charges': [
              {'product_id': '%s', 'schedule': {'credit_type_id': '%s', 'schedule_items': [
                {'timestamp': '2025-01-01T00:00:00Z', 'amount': 1}]}}]}\
            """.formatted(customer, card, account.fixedProduct, unit)))
                .startsWith("scheduled_charges[0].schedule.credit_type_id:");
    }

    @Test
    void a_card_learns_to_convert_a_unit_and_the_list_of_credit_types_has_it_behind_the_currencies() {
        String seats = made("/downbeat/v1/creditTypes", "{'name': 'Seat points'}");
        String euros = made(CARDS + "create", "{'name': 'Learns'}");
        api.post(CARDS + "update", """
            {'rate_card_id': '%s', 'add_credit_type_conversions': [{'custom_credit_type_id': '%s',
             'fiat_per_custom_credit': 1.5}]}\
            """.formatted(euros, seats)).ok();
        rate(euros, generate, "'price': 2, 'credit_type_id': '" + seats + "'");
        assertThat(api.post(CARDS + "get", "{'id': '" + euros + "'}")
                        .ok()
                        .at("/data/credit_type_conversions")
                        .toString())
                .isEqualTo("[{\"custom_credit_type\":{\"id\":\"" + seats
                        + "\",\"name\":\"Seat points\"},\"fiat_per_custom_credit\":\"1.5\"}]");
        List<String> names = new ArrayList<>();
        String page = "";
        do {
            JsonNode answer = api.get("/v1/credit-types/list?limit=4" + page).ok();
            answer.get("data")
                    .forEach(type -> names.add(type.get("name").stringValue() + " "
                            + type.get("is_currency").booleanValue()));
            page = answer.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + answer.get("next_page").stringValue();
        } while (!page.isEmpty());
        assertThat(names).doesNotHaveDuplicates().contains("ZAR true", "AI credits false", "Seat points false");
        assertThat(names.indexOf("AI credits false")).isGreaterThan(names.indexOf("ZAR true"));
    }
}
