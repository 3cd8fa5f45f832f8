package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Invoices of months before a contract's invoices are made here, from quantities that are given (pricing.md 16). */
class HistoricalInvoicesTest extends InvoicesOnAServer {
    private static final String PATH = "/v1/contracts/createHistoricalInvoices";
    private static final String GENERATION = "'usage_statement_schedule': {'frequency': 'MONTHLY',"
            + " 'invoice_generation_starting_at': '2024-08-01T00:00:00Z'}";

    private AccountFixture.Contract contract;
    private String product;
    private String commit;

    /** A contract with Stripe from June on whose invoices are made here from August on, with 2500 cents paid ahead. */
    @BeforeEach
    void a_contract_that_came_from_elsewhere() {
        product = product("T", "");
        rate(product, "2020-01-01T00:00:00Z", 100, "");
        contract = acme.contract(
                "2024-06-01T00:00:00Z", acme.stripe(), ", " + GENERATION + """
                    , 'commits': [{'type': 'PREPAID', 'name': 'P', 'product_id': '%s', 'access_schedule': {'schedule_items': [
                       {'amount': 2500, 'starting_at': '2024-06-01T00:00:00Z', 'ending_before': '2025-06-01T00:00:00Z'}]},
                       'invoice_schedule': {'do_not_invoice': true, 'schedule_items': [
                       {'timestamp': '2024-06-01T00:00:00Z', 'amount': 2500}]}}]\
                    """.formatted(account.fixedProduct));
        server.advanceTo("2025-01-02T01:00:00Z");
        commit = contract.read().at("/commits/0/id").stringValue();
    }

    @Test
    void two_months_are_final_at_once_and_draw_in_the_order_of_their_periods_c94_and_c120() {
        int before = acme.invoices().size();
        String body = invoice("07", quantity(20)) + "," + invoice("06", quantity(10));
        List<String> july = List.of("15 x 100 = 1500 P", "-1500 P applied", "5 x 100 = 500");
        List<String> june = List.of("10 x 100 = 1000 P", "-1000 P applied");

        JsonNode shown = ask(true, body).ok().get("data");
        assertThat(lines(shown.get(0))).isEqualTo(july);
        assertThat(lines(shown.get(1))).isEqualTo(june);
        assertThat(ledger()).containsExactly("PREPAID_COMMIT_SEGMENT_START 2500 @2024-06-01");
        assertThat(acme.invoices()).hasSize(before);

        JsonNode made = ask(false, body).ok().get("data");
        assertThat(lines(made.get(0))).isEqualTo(july);
        assertThat(lines(made.get(1))).isEqualTo(june);
        assertThat(made.get(0).get("total").intValue()).isEqualTo(500);
        assertThat(made.get(1).get("total").intValue()).isZero();
        assertThat(ledger())
                .containsExactly(
                        "PREPAID_COMMIT_SEGMENT_START 2500 @2024-06-01",
                        "PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION -1000 @2024-07-01",
                        "PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION -1500 @2024-08-01");
        for (JsonNode one : made) {
            assertThat(invoice(id(one))).isEqualTo(one);
            assertThat(status(one)).isEqualTo("FINALIZED");
            assertThat(one.get("issued_at").stringValue()).isEqualTo("2024-08-03T00:00:00.000Z");
        }
        assertThat(acme.invoices()).hasSize(before + 2);
        verifies();
    }

    @Test
    void no_provider_is_ever_sent_one_whatever_the_schedule_and_whoever_asks() {
        String june = create(invoice("06", quantity(50)));
        assertThat(invoice(june).get("total").intValue()).isEqualTo(2500);
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        server.advanceTo("2025-03-05T00:00:00Z");

        assertThat(invoice(june).get("external_invoice").isNull()).isTrue();
        assertThat(contract.deliveries()).noneMatch(one -> one.toString().contains(june));
        assertThat(atProviders())
                .isNotEmpty()
                .noneMatch(entry -> entry.toString().contains(june));
        assertThat(route(june).get("rule").stringValue()).isEqualTo("historical");
        assertThat(route(june).get("explanation").stringValue()).startsWith("Goes nowhere: it is historical");

        post("/v1/invoices/void", june).ok();
        assertThat(api().post(
                                "/v1/invoices/regenerate",
                                "{'id': '%s', 'downbeat_billing_provider_configuration_id': '%s'}"
                                        .formatted(june, acme.stripe()))
                        .refused(400))
                .contains("is historical, and no billing provider is sent such an invoice");
        String again = post("/v1/invoices/regenerate", june).ok().at("/data/id").stringValue();
        server.advanceTo("2025-03-06T00:00:00Z");
        assertThat(route(again).get("rule").stringValue()).isEqualTo("historical");
        assertThat(atProviders()).noneMatch(entry -> entry.toString().contains(again));
        for (String sql : List.of(
                "UPDATE invoice SET configuration_id = '" + acme.stripe() + "', segment_id = gen_random_uuid()",
                "UPDATE invoice SET historical = false",
                "UPDATE historical_usage SET quantity = 1")) {
            assertThatThrownBy(() -> database().sql(sql).update()).as(sql).isNotNull();
        }
        verifies();
    }

    @Test
    void a_regenerated_one_prices_what_was_given_anew_and_changes_nothing_if_nothing_changed() {
        String june = create(invoice("06", quantity(30)));
        List<String> before = lines(invoice(june));
        acme.use("recent", "2024-12-31T00:00:00Z", 7);
        post("/v1/invoices/void", june).ok();
        assertThat(ledger()).containsExactly("PREPAID_COMMIT_SEGMENT_START 2500 @2024-06-01");

        String again = post("/v1/invoices/regenerate", june).ok().at("/data/id").stringValue();
        assertThat(lines(invoice(again))).isEqualTo(before);
        assertThat(invoice(again).get("regenerated_from_invoice_id").stringValue())
                .isEqualTo(june);

        post("/v1/invoices/void", again).ok();
        api().post("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'add_overrides': [{'product_id': '%s', 'type': 'MULTIPLIER',
              'starting_at': '2024-06-01T00:00:00Z', 'multiplier': 0.5}]}\
            """.formatted(acme.id(), contract.id(), product))
                .ok();
        String cheaper =
                post("/v1/invoices/regenerate", again).ok().at("/data/id").stringValue();
        assertThat(lines(invoice(cheaper))).containsExactly("30 x 50 = 1500 P", "-1500 P applied");
        verifies();
    }

    @Test
    void subtotals_are_billed_at_the_prices_of_their_days_and_add_up_in_the_breakdowns() {
        AccountFixture.registerKey(api(), "old", "invoice");
        rate(product, "2024-07-11T00:00:00Z", 50, "");
        String parts = "'subtotals_with_quantity': [" + part("07-10", "07-11", 4) + "," + part("07-11", "07-12", 6)
                + "," + part("07-01", "07-02", 0.5) + "]";
        String july = create(invoice(
                "07",
                parts,
                ", 'breakdown_granularity': 'DAY', 'billable_status': 'unbillable',"
                        + " 'custom_fields': {'old': 'R-17'}"));
        assertThat(lines(invoice(july)))
                .containsExactly("4.5 x 100 = 450 P", "-450 P applied", "6 x 50 = 300 P", "-300 P applied");
        assertThat(invoice(july).get("billable_status").stringValue()).isEqualTo("unbillable");
        assertThat(invoice(july).at("/custom_fields/old").stringValue()).isEqualTo("R-17");
        assertThat(invoice(july).get("subtotal").intValue()).isEqualTo(750);
        JsonNode days = api().get(
                        "/v1/customers/" + acme.id()
                                + "/invoices/breakdowns?starting_on=2024-07-01T00:00:00Z&ending_before=2024-08-01T00:00:00Z&limit=100")
                .ok()
                .get("data");
        List<String> found = new ArrayList<>();
        days.forEach(day -> {
            if (day.get("subtotal").intValue() != 0) {
                found.add(day.get("breakdown_start_timestamp").stringValue().substring(0, 10) + " "
                        + day.get("subtotal").intValue());
            }
        });
        assertThat(found).containsExactly("2024-07-01 50", "2024-07-10 400", "2024-07-11 300");
        verifies();
    }

    @Test
    void quantities_are_given_in_priced_units_by_pricing_and_presentation_groups() {
        String metric = api().post("/v1/billable-metrics/create", """
            {'name': 'G', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['g']}, 'property_filters': [
              {'name': 'region', 'exists': true}, {'name': 'team', 'exists': true}], 'group_keys': [['region', 'team']]}\
            """)
                .ok()
                .at("/data/id")
                .stringValue();
        String grouped = productOf(metric, """
            G', 'pricing_group_key': ['region'], 'presentation_group_key': ['team'],
            'quantity_conversion': {'conversion_factor': 1000, 'operation': 'DIVIDE', 'name': '\
            """);
        String other = productOf(metric, "Same metric");
        rate(grouped, "2020-01-01T00:00:00Z", 10, ", 'pricing_group_values': {'region': 'eu'}");
        rate(grouped, "2020-01-01T00:00:00Z", 20, ", 'pricing_group_values': {'region': 'us'}");
        rate(other, "2020-01-01T00:00:00Z", 1, "");
        String june = create(june(
                item(
                        grouped,
                        ", 'quantity': 3, 'pricing_group_values': {'region': 'eu'},"
                                + " 'presentation_group_values': {'team': 'a'}"),
                item(
                        grouped,
                        ", 'quantity': 2, 'pricing_group_values': {'region': 'us'},"
                                + " 'presentation_group_values': {'team': 'a'}"),
                item(
                        grouped,
                        ", 'quantity': 1.5, 'pricing_group_values': {'region': 'us'},"
                                + " 'presentation_group_values': {'team': 'b'}"),
                item(other, ", 'quantity': 9")));
        assertThat(lines(invoice(june)).stream().filter(line -> !line.startsWith("-")))
                .containsExactlyInAnyOrder("3 x 10 = 30 P", "2 x 20 = 40 P", "1.5 x 20 = 30 P", "9 x 1 = 9 P");
        verifies();
        for (List<String> wrong : List.of(
                List.of(", 'quantity': 3", "pricing_group_values: must be those that the contract's rate card has"),
                List.of(
                        ", 'quantity': 3, 'pricing_group_values': {'region': 'asia'}",
                        "pricing_group_values: must be those that the contract's rate card has"),
                List.of(
                        ", 'quantity': 3, 'pricing_group_values': {'region': 'eu'}, 'presentation_group_values': {'x':"
                                + " '1'}",
                        "presentation_group_values: must name properties of the product's presentation_group_key"))) {
            assertThat(ask(true, invoiceOf("07", item("07", grouped, wrong.getFirst()), ""))
                            .refused(400))
                    .startsWith("invoices[0].usage_line_items[0]." + wrong.getLast());
        }
    }

    @Test
    void a_refused_invoice_takes_the_whole_request_with_it_e32() {
        create(invoice("07", quantity(1)));
        String before = state();
        String june = invoice("06", quantity(10));
        assertThat(ask(false, june + "," + invoice("08", quantity(1))).refused(400))
                .startsWith("invoices[1].inclusive_start_date: is not before the contract's"
                        + " invoice_generation_starting_at, 2024-08-01T00:00:00.000Z");
        assertThat(ask(false, june + "," + invoice("07", quantity(1))).refused(400))
                .startsWith("invoices[1].inclusive_start_date: the contract has invoice ")
                .endsWith(" for this period; void it first");
        assertThat(ask(false, june + "," + june).refused(400))
                .isEqualTo("invoices[1].inclusive_start_date: is of the contract and the period of invoices[0] too");
        assertThat(ask(false, june + "," + june.replace(contract.id(), acme.id()))
                        .refused(404))
                .startsWith("invoices[1].contract_id: the customer has no contract");
        AccountFixture.Contract plain = acme.contract("2025-01-01T00:00:00Z");
        assertThat(ask(false, june.replace(contract.id(), plain.id())).refused(400))
                .startsWith("invoices[0].contract_id: has no usage_statement_schedule.invoice_generation_starting_at");
        assertThat(ask(false, june.replace(CreditType.USD_CENTS.id().toString(), plain.id()))
                        .refused(400))
                .startsWith("invoices[0].credit_type_id: must be the currency of the contract's rate card");
        assertThat(ask(false, june.replace(product, account.fixedProduct)).refused(400))
                .startsWith("invoices[0].usage_line_items[0].product_id: has no rate");
        rate(product, "2024-06-11T00:00:00Z", 50, "");
        assertThat(ask(false, june).refused(400))
                .startsWith("invoices[0].usage_line_items[0].exclusive_end_date: the product's price changes at"
                        + " 2024-06-11T00:00:00.000Z");
        plain.deliveries();
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                .formatted(acme.id(), plain.id()))
                .ok();
        assertThat(ask(false, june.replace(contract.id(), plain.id())).refused(400))
                .startsWith("invoices[0].contract_id: is archived");
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'quantity': 1 | 'quantity': 1, 'subtotals_with_quantity': [] |"
                        + " .usage_line_items[0].subtotals_with_quantity: cannot be given beside quantity",
                "'quantity': 1 | 'x': 1 | .usage_line_items[0].x: unknown field",
                ", 'quantity': 1 | '' | .usage_line_items[0].quantity: is required, or subtotals_with_quantity",
                "'quantity': 1 | 'quantity': -1 | .usage_line_items[0].quantity: must not be negative",
                "'quantity': 1 | 'subtotals_with_quantity': [] | .usage_line_items[0].subtotals_with_quantity: needs"
                        + " the invoice's breakdown_granularity",
                "'exclusive_end_date': '2024-07-01T00:00:00Z', 'issue | 'exclusive_end_date': '2024-06-30T00:00:00Z',"
                        + " 'issue | .usage_line_items[0].exclusive_end_date: must lie within the invoice's",
                "2024-07-01 | 2024-06-30 | .exclusive_end_date: must cover one service period of the contract",
                "2024-06-01 | 2024-06-02 | .inclusive_start_date: must cover one service period of the contract",
                "2024-06-01T00:00 | 2024-06-01T00:30 | .inclusive_start_date: must be on the hour",
                "2024-07-01 | 2024-05-01 | .exclusive_end_date: must be after inclusive_start_date",
                "2024-06-01 | 2024-05-01 | .inclusive_start_date: is outside of the contract",
                "'issue_date' | 'billable_status': 'free', 'issue_date' | .billable_status: must be one of BILLABLE,"
                        + " UNBILLABLE"
            })
    void what_contradicts_itself_is_refused_by_its_place(String instead, String of, String message) {
        String body = invoice("06", "'quantity': 1").replace(instead, "''".equals(of) ? "" : of);
        assertThat(ask(true, body).refused(400)).startsWith("invoices[0]" + message);
        assertThat(ask(false, body).refused(400)).startsWith("invoices[0]" + message);
    }

    @Test
    void a_subtotal_is_one_whole_window_of_the_granularity() {
        for (List<String> wrong : List.of(
                List.of("DAY", part("06-01", "06-03", 1), "exclusive_end_date: must end the UTC day"),
                List.of("HOUR", part("06-01", "06-02", 1), "exclusive_end_date: must be an hour after"),
                List.of("DAY", part("06-01", "06-02", 1) + "," + part("06-01", "06-02", 1), "is given twice"),
                List.of("DAY", part("05-31", "06-01", 1), "inclusive_start_date: must lie within its item's"))) {
            assertThat(ask(
                                    true,
                                    invoice(
                                            "06",
                                            "'subtotals_with_quantity': [" + wrong.get(1) + "]",
                                            ", 'breakdown_granularity': '" + wrong.getFirst() + "'"))
                            .refused(400))
                    .contains(".usage_line_items[0].subtotals_with_quantity[")
                    .contains(wrong.getLast());
        }
        assertThat(api().post(PATH, "{'invoices': []}").refused(400)).isEqualTo("preview: is required");
        assertThat(ask(true, "").refused(400)).isEqualTo("invoices: must have at least one");
    }

    @Test
    void a_gap_stays_a_gap_and_ordinary_periods_begin_where_they_did() {
        AccountFixture.Contract late = acme.contract("2024-06-01T00:00:00Z", acme.stripe(), """
            , 'usage_statement_schedule': {'frequency': 'MONTHLY', 'invoice_generation_starting_at': '2025-03-01T00:00:00Z'}
            """);
        create(invoice("06", quantity(1)).replace(contract.id(), late.id()));
        updateEnd(late, "'ending_before': '2025-06-01T00:00:00Z',", false).ok();
        server.advanceTo("2025-03-02T00:00:00Z");
        assertThat(acme.invoices().stream()
                        .filter(one -> one.get("contract_id").stringValue().equals(late.id()))
                        .map(InvoicesOnAServer::start))
                .containsExactlyInAnyOrder("2024-06-01", "2025-03-01");
        JsonNode preview = api().post(
                        "/downbeat/v1/contracts/previewProviderChange",
                        late.changeBody(acme.otherStripe(), "START_OF_NEXT_PERIOD"))
                .ok()
                .get("data");
        assertThat(preview.toString()).doesNotContain("2024-");
        assertThat(preview.get("finalized_invoices").intValue()).isEqualTo(1);
        verifies();
    }

    @Test
    void an_edit_of_the_contract_that_is_under_way_is_waited_for() throws SQLException {
        try (Connection editing = server.database().connect();
                Statement sql = editing.createStatement()) {
            editing.setAutoCommit(false);
            sql.execute("SELECT FROM contract WHERE id = '" + contract.id() + "' FOR UPDATE");
            CompletableFuture<Api.Answer> answer =
                    CompletableFuture.supplyAsync(() -> ask(false, invoice("06", quantity(10))));
            LockWaits.await(server.database(), 1);
            editing.commit();
            assertThat(answer.join().status()).isEqualTo(200);
        }
        verifies();
    }

    @Test
    void of_requests_for_one_period_at_once_one_makes_it() {
        List<CompletableFuture<Api.Answer>> all = Stream.of(
                        invoice("06", quantity(10)) + "," + invoice("07", quantity(20)),
                        invoice("07", quantity(20)) + "," + invoice("06", quantity(10)),
                        invoice("07", quantity(20)) + "," + invoice("06", quantity(10)),
                        invoice("06", quantity(10)) + "," + invoice("07", quantity(20)))
                .map(body -> CompletableFuture.supplyAsync(() -> ask(false, body)))
                .toList();
        assertThat(all.stream().map(one -> one.join().status()))
                .containsOnlyOnce(200)
                .allMatch(status -> status == 200 || status == 400);
        assertThat(ledger()).hasSize(3);
        verifies();
    }

    @Test
    void the_document_and_the_audit_log_show_it() {
        String june = create(invoice("06", quantity(10)));
        assertThat(api().get("/v1/customers/" + acme.id() + "/invoices/" + june + "/pdf")
                        .status())
                .isEqualTo(200);
        List<String> actions = new ArrayList<>();
        api().get("/v1/auditLogs?resource_type=invoice&resource_id=" + june)
                .ok()
                .get("data")
                .forEach(entry -> actions.add(entry.get("action").stringValue()));
        assertThat(actions).contains("create_historical_invoice", "finalize_invoice");
    }

    private Api.Answer ask(boolean preview, String invoices) {
        return api().post(PATH, "{'preview': " + preview + ", 'invoices': [" + invoices + "]}");
    }

    private String create(String invoice) {
        return ask(false, invoice).ok().at("/data/0/id").stringValue();
    }

    private static String quantity(int units) {
        return "'quantity': " + units;
    }

    private static String part(String from, String until, double units) {
        return "{'inclusive_start_date': '2024-%sT00:00:00Z', 'exclusive_end_date': '2024-%sT00:00:00Z', 'quantity': %s}"
                .formatted(from, until, units);
    }

    private String invoice(String month, String quantity) {
        return invoice(month, quantity, "");
    }

    private String invoice(String month, String quantity, String more) {
        return invoiceOf(month, item(month, product, ", " + quantity), more);
    }

    private String june(String... items) {
        return invoiceOf("06", String.join(",", items), "");
    }

    private static String item(String product, String more) {
        return item("06", product, more);
    }

    private static String item(String month, String product, String more) {
        return "{'product_id': '%s', %s%s}".formatted(product, of(month), more);
    }

    private String invoiceOf(String month, String items, String more) {
        return """
            {'customer_id': '%s', 'contract_id': '%s', 'credit_type_id': '%s', %s, 'issue_date': '2024-08-03T00:00:00Z',
             'usage_line_items': [%s]%s}\
            """.formatted(acme.id(), contract.id(), CreditType.USD_CENTS.id(), of(month), items, more);
    }

    private static String of(String month) {
        return "'inclusive_start_date': '2024-%s-01T00:00:00Z', 'exclusive_end_date': '2024-%02d-01T00:00:00Z'"
                .formatted(month, Integer.parseInt(month) + 1);
    }

    private String product(String name, String more) {
        return productOf(account.metric, name + more);
    }

    private String productOf(String metric, String name) {
        return api().post(
                        "/v1/contract-pricing/products/create",
                        "{'type': 'USAGE', 'billable_metric_id': '%s', 'name': '%s'%s}"
                                .formatted(metric, name, name.contains("DIVIDE") ? "}" : ""))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private void rate(String of, String from, int price, String more) {
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '%s', 'entitled': true, 'rate_type': 'FLAT',
             'price': %d%s}\
            """.formatted(account.rateCard, of, from, price, more))
                .ok();
    }

    private static List<String> lines(JsonNode invoice) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : invoice.get("line_items")) {
            String total = line.get("total").decimalValue().toPlainString();
            String paid = line.has("commit_id") ? " P" : "";
            lines.add(
                    line.has("quantity")
                            ? line.get("quantity")
                                            .decimalValue()
                                            .stripTrailingZeros()
                                            .toPlainString() + " x "
                                    + line.get("unit_price")
                                            .decimalValue()
                                            .stripTrailingZeros()
                                            .toPlainString() + " = "
                                    + total + paid
                            : total + " " + line.get("name").stringValue());
        }
        return lines;
    }

    private List<String> ledger() {
        List<String> entries = new ArrayList<>();
        api().post("/v1/contracts/customerCommits/list", """
            {'customer_id': '%s', 'commit_id': '%s', 'include_ledgers': true, 'include_contract_commits': true}\
            """.formatted(acme.id(), commit))
                .ok()
                .at("/data/0/ledger")
                .forEach(entry -> entries.add(entry.get("type").stringValue() + " "
                        + entry.get("amount")
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString() + " @"
                        + entry.get("timestamp").stringValue().substring(0, 10)));
        return entries;
    }

    private String state() {
        return database().sql("""
            SELECT row(count(*), (SELECT count(*) FROM historical_usage), (SELECT count(*) FROM balance_draw))::text
            FROM invoice WHERE historical
            """).query(String.class).single() + ledger();
    }

    private void verifies() {
        JsonNode verdict = api().post("/downbeat/v1/verify", "{}").ok();
        assertThat(verdict.get("ok").booleanValue()).as(Json.write(verdict)).isTrue();
    }
}
