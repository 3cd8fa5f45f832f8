package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Invoices as a client meets them, on a real server with a clock that is moved by hand. */
class InvoicesApiTest {
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Customer acme;

    @BeforeEach
    void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Api api() {
        return server.api();
    }

    private JdbcClient database() {
        return JdbcClient.create(server.database().dataSource());
    }

    private static String status(JsonNode invoice) {
        return invoice.get("status").stringValue();
    }

    private static String start(JsonNode invoice) {
        return invoice.get("start_timestamp").stringValue().substring(0, 10);
    }

    private JsonNode invoice(String id) {
        return api().get("/v1/customers/" + acme.id() + "/invoices/" + id).ok().get("data");
    }

    private static String id(JsonNode invoice) {
        return invoice.get("id").stringValue();
    }

    private JsonNode route(String invoice) {
        return api().get("/downbeat/v1/invoices/" + invoice + "/route").ok().get("data");
    }

    private Api.Answer post(String path, String invoice) {
        return api().post(path, "{'id': '" + invoice + "'}");
    }

    private static String charges(String items) {
        return ", 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [" + items + "]}}]";
    }

    private AccountFixture.Contract withCharges(String start, String more, String items) {
        return acme.contract(start, acme.stripe(), charges(items).formatted(account.fixedProduct) + more);
    }

    private static String item(String timestamp, int amount) {
        return "{'timestamp': '%s', 'amount': %d}".formatted(timestamp, amount);
    }

    private List<JsonNode> ofType(String type) {
        return acme.invoices().stream()
                .filter(one -> one.get("type").stringValue().equals(type))
                .toList();
    }

    @Test
    void a_draft_stands_from_the_periods_first_moment_and_shows_usage_as_it_comes() {
        acme.contract("2025-01-01T00:00:00Z");
        assertThat(acme.invoices()).singleElement().satisfies(draft -> {
            assertThat(status(draft)).isEqualTo("DRAFT");
            assertThat(draft.get("total").decimalValue()).isZero();
            assertThat(draft.get("issued_at").stringValue()).isEqualTo("2025-02-02T00:00:00.000Z");
            assertThat(draft.get("external_invoice").isNull()).isTrue();
        });

        acme.use("one", "2025-01-01T00:00:00Z", 120);

        JsonNode draft = acme.invoices().getFirst();
        assertThat(draft.get("total").decimalValue()).isEqualByComparingTo("120");
        assertThat(draft.get("line_items")).singleElement().satisfies(line -> {
            assertThat(line.get("type").stringValue()).isEqualTo("usage");
            assertThat(line.get("quantity").decimalValue()).isEqualByComparingTo("120");
            assertThat(line.get("unit_price").decimalValue()).isEqualByComparingTo("1");
        });
    }

    @Test
    void a_usage_invoice_is_finalized_when_grace_ends_and_not_a_second_before() {
        acme.contract("2025-01-01T00:00:00Z");

        server.advanceTo("2025-02-01T23:59:59Z");
        acme.use("january", "2025-01-31T23:59:59Z", 7);
        acme.use("late", "2025-01-15T10:00:00Z", 100);
        assertThat(acme.invoices()).extracting(InvoicesApiTest::status).containsExactly("DRAFT", "DRAFT");

        server.advanceTo("2025-02-02T00:00:00Z");
        acme.use("too-late", "2025-01-15T10:00:00Z", 1000);
        server.advanceTo("2025-02-02T00:00:01Z");

        assertThat(acme.invoices()).extracting(InvoicesApiTest::status).containsExactly("FINALIZED", "DRAFT");
        assertThat(acme.invoices().getFirst().get("total").decimalValue()).isEqualByComparingTo("107");
        assertThat(route(id(acme.invoices().getFirst())).get("frozen").booleanValue()).isTrue();
    }

    @Test
    void an_invoice_without_usage_is_finalized_at_zero() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-02T00:00:00Z");
        JsonNode january = acme.invoices().getFirst();
        assertThat(status(january)).isEqualTo("FINALIZED");
        assertThat(january.get("total").decimalValue()).isZero();
        assertThat(january.get("line_items")).hasSize(1);
        JsonNode without = api().get("/v1/customers/" + acme.id() + "/invoices/" + id(january)
                        + "?skip_zero_qty_line_items=true")
                .ok();
        assertThat(without.at("/data/line_items")).isEmpty();
    }

    @Test
    void a_contract_backdated_over_years_gets_every_period_once() {
        server.advanceTo("2025-06-15T00:00:00Z");
        acme.contract(
                "2023-01-01T00:00:00Z",
                acme.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'WEEKLY', 'day': 'CONTRACT_START'}");
        server.settle();

        List<JsonNode> invoices = acme.invoices();
        assertThat(invoices).hasSize(129);
        for (int i = 1; i < invoices.size(); i++) {
            assertThat(invoices.get(i).get("start_timestamp")).isEqualTo(invoices.get(i - 1).get("end_timestamp"));
        }
        assertThat(invoices.subList(0, 127)).allMatch(one -> status(one).equals("FINALIZED"));
        assertThat(status(invoices.getLast())).isEqualTo("DRAFT");
    }

    @Test
    void no_usage_invoice_is_made_for_a_period_that_starts_before_invoice_generation() {
        server.advanceTo("2025-05-15T00:00:00Z");
        acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'MONTHLY', 'invoice_generation_starting_at':"
                        + " '2025-03-10T00:00:00Z'}");
        assertThat(acme.invoices()).extracting(InvoicesApiTest::start).containsExactly("2025-04-01", "2025-05-01");
    }

    @Test
    void a_finalized_invoice_cannot_be_changed_even_by_sql() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-02T00:00:00Z");
        for (String statement : List.of(
                "UPDATE invoice SET total = 1 WHERE status = 'FINALIZED'",
                "UPDATE invoice SET status = 'DRAFT' WHERE status = 'FINALIZED'",
                "UPDATE invoice SET status = 'VOID', voided_at = now(), total = 3 WHERE status = 'FINALIZED'",
                "DELETE FROM invoice WHERE status = 'FINALIZED'",
                "UPDATE invoice_line SET total = 5",
                "DELETE FROM invoice_line",
                "INSERT INTO invoice_line SELECT invoice_id, 99, id, customer_id, type, name, quantity, unit_price,"
                        + " total, product_id, product_type, starting_at, ending_before, pricing_group_values,"
                        + " presentation_group_values, tier_level, tier_starting_at, tier_size, scheduled_charge_id,"
                        + " scheduled_item_id, growth FROM invoice_line")) {
            assertThatThrownBy(() -> database().sql(statement).update())
                    .as(statement)
                    .hasMessageContaining("invoice");
        }
    }

    @Test
    void voiding_and_regenerating_gives_a_new_invoice_with_todays_usage_and_schedule() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("one", "2025-01-01T00:00:00Z", 10);
        String draft = id(acme.invoices().getFirst());
        assertThat(post("/v1/invoices/void", draft).refused(400)).contains("draft");
        assertThat(post("/v1/invoices/regenerate", draft).refused(400)).contains("DRAFT");

        server.advanceTo("2025-02-02T00:00:00Z");
        acme.use("late", "2025-01-10T00:00:00Z", 5);
        assertThat(post("/v1/invoices/void", draft).ok().at("/data/id").stringValue()).isEqualTo(draft);
        assertThat(post("/v1/invoices/void", draft).refused(400)).contains("void already");

        String fresh = post("/v1/invoices/regenerate", draft).ok().at("/data/id").stringValue();

        assertThat(fresh).isNotEqualTo(draft);
        assertThat(status(invoice(draft))).isEqualTo("VOID");
        assertThat(invoice(draft).get("total").decimalValue()).isEqualByComparingTo("10");
        assertThat(invoice(fresh).get("total").decimalValue()).isEqualByComparingTo("15");
        assertThat(invoice(fresh).get("regenerated_from_invoice_id").stringValue()).isEqualTo(draft);
        assertThat(status(invoice(fresh))).isEqualTo("FINALIZED");
        assertThat(post("/v1/invoices/regenerate", draft).refused(400)).contains(fresh);

        post("/v1/invoices/void", fresh).ok();
        String again = post("/v1/invoices/regenerate", fresh).ok().at("/data/id").stringValue();
        assertThat(invoice(again).get("regenerated_from_invoice_id").stringValue()).isEqualTo(fresh);
        assertThat(contract.id()).isEqualTo(invoice(again).get("contract_id").stringValue());
    }

    @Test
    void unknown_invoices_and_customers_are_not_found() {
        String nobody = UUID.randomUUID().toString();
        AccountFixture.Customer other = account.customer("other");
        acme.contract("2025-01-01T00:00:00Z");
        String invoice = id(acme.invoices().getFirst());
        api().get("/v1/customers/" + nobody + "/invoices").refused(404);
        api().get("/v1/customers/" + acme.id() + "/invoices/" + nobody).refused(404);
        api().get("/v1/customers/" + other.id() + "/invoices/" + invoice).refused(404);
        api().get("/downbeat/v1/invoices/" + nobody + "/route").refused(404);
        post("/v1/invoices/void", nobody).refused(404);
        post("/v1/invoices/regenerate", nobody).refused(404);
        api().get("/v1/customers/" + acme.id() + "/invoices?status=LOST").refused(400);
        api().get("/v1/customers/" + acme.id() + "/invoices?limit=101").refused(400);
        api().get("/v1/customers/" + acme.id() + "/invoices?sort=up").refused(400);
        api().get("/v1/customers/" + acme.id() + "/invoices?next_page=what").refused(400);
    }

    @Test
    void a_change_for_the_current_period_moves_its_draft_and_not_the_invoice_in_grace() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-01T10:00:00Z");
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        server.advanceTo("2025-03-03T00:00:00Z");

        List<JsonNode> invoices = acme.invoices();
        JsonNode january = route(id(invoices.get(0)));
        JsonNode february = route(id(invoices.get(1)));
        assertThat(january.get("billing_provider_configuration_id").stringValue()).isEqualTo(acme.stripe());
        assertThat(february.get("billing_provider_configuration_id").stringValue()).isEqualTo(acme.otherStripe());
        assertThat(february.get("rule").stringValue()).isEqualTo(InvoiceRoute.PERIOD_END);
        assertThat(february.get("segment_effective_at").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
        assertThat(february.get("edit_id").isNull()).isFalse();
        assertThat(february.get("explanation").stringValue()).contains("stripe").contains("2025-03-01");
    }

    @Test
    void no_provider_and_an_archived_one_lead_nowhere_and_say_so() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-01T10:00:00Z");
        contract.change(null, "START_OF_CURRENT_PERIOD").ok();
        api().post(
                        "/v1/archiveCustomerBillingProviderConfigurations",
                        "{'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}"
                                .formatted(acme.id(), acme.stripe()))
                .ok();
        server.advanceTo("2025-03-03T00:00:00Z");
        JsonNode january = route(id(acme.invoices().get(0)));
        JsonNode february = route(id(acme.invoices().get(1)));
        assertThat(january.get("rule").stringValue()).isEqualTo(InvoiceRoute.ARCHIVED);
        assertThat(january.get("billing_provider_configuration_id").isNull()).isTrue();
        assertThat(february.get("rule").stringValue()).isEqualTo(InvoiceRoute.NO_PROVIDER);
        assertThat(status(acme.invoices().get(1))).isEqualTo("FINALIZED");
    }

    @Test
    void a_scheduled_charge_dated_in_the_past_is_finalized_at_once_and_a_later_one_on_its_date() {
        server.advanceTo("2025-01-10T00:00:00Z");
        withCharges("2025-01-01T00:00:00Z", "", item("2025-01-05T00:00:00Z", 500) + "," + item("2025-01-20T12:00:00Z", 900));
        server.settle();
        assertThat(ofType("SCHEDULED")).extracting(InvoicesApiTest::status).containsExactly("FINALIZED", "DRAFT");
        assertThat(ofType("SCHEDULED").getFirst().has("start_timestamp")).isFalse();

        server.advanceTo("2025-01-20T11:59:59Z");
        assertThat(status(ofType("SCHEDULED").get(1))).isEqualTo("DRAFT");
        server.advanceTo("2025-01-20T12:00:00Z");
        JsonNode invoice = ofType("SCHEDULED").get(1);
        assertThat(status(invoice)).isEqualTo("FINALIZED");
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("900");
        assertThat(invoice.at("/line_items/0/type").stringValue()).isEqualTo("scheduled");
        assertThat(invoice.at("/line_items/0/product_type").stringValue()).isEqualTo("FixedProductListItem");
    }

    @Test
    void charges_of_one_date_share_an_invoice() {
        withCharges(
                "2025-01-01T00:00:00Z", "", item("2025-01-20T00:00:00Z", 5) + "," + item("2025-01-20T00:00:00Z", 6));
        assertThat(ofType("SCHEDULED")).singleElement().satisfies(invoice -> {
            assertThat(invoice.get("line_items")).hasSize(2);
            assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("11");
        });
    }

    @Test
    void a_charge_issued_exactly_at_a_switch_goes_to_the_new_provider() {
        AccountFixture.Contract contract =
                withCharges("2025-01-01T00:00:00Z", "", item("2025-02-01T00:00:00Z", 5));
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-02-02T00:00:00Z");
        JsonNode charge = route(id(ofType("SCHEDULED").getFirst()));
        JsonNode january = route(id(ofType("USAGE").getFirst()));
        assertThat(charge.get("billing_provider_configuration_id").stringValue()).isEqualTo(acme.otherStripe());
        assertThat(charge.get("rule").stringValue()).isEqualTo(InvoiceRoute.ISSUE_DATE);
        assertThat(january.get("billing_provider_configuration_id").stringValue()).isEqualTo(acme.stripe());
    }

    @Test
    void a_consolidated_monthly_charge_rides_on_the_usage_invoice_that_ends_on_its_day() {
        AccountFixture.Contract contract = acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                """
                , 'scheduled_charges_on_usage_invoices': 'ALL', 'scheduled_charges': [{'product_id': '%s', 'schedule':
                  {'recurring_schedule': {'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-04-01T00:00:00Z',
                   'frequency': 'MONTHLY', 'amount': 7500, 'amount_distribution': 'EACH'}}}]"""
                        .formatted(account.fixedProduct));
        server.settle();
        assertThat(ofType("SCHEDULED")).singleElement().satisfies(first -> {
            assertThat(first.get("issued_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
            assertThat(status(first)).isEqualTo("FINALIZED");
        });
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-01-10T00:00:00Z");
        acme.use("one", "2025-01-10T00:00:00Z", 10);
        assertThat(ofType("USAGE").getFirst().get("total").decimalValue()).isEqualByComparingTo("7510");

        server.advanceTo("2025-04-02T00:00:00Z");

        assertThat(ofType("SCHEDULED")).hasSize(1);
        assertThat(ofType("USAGE").stream().map(one -> one.get("total").decimalValue()))
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(new BigDecimal("7510"), new BigDecimal("7500"), BigDecimal.ZERO, BigDecimal.ZERO);
        // Dated at the switch, but billed by the period that ends there: the old provider.
        assertThat(route(id(ofType("USAGE").getFirst()))
                        .get("billing_provider_configuration_id")
                        .stringValue())
                .isEqualTo(acme.stripe());
    }

    @Test
    void an_earlier_end_shortens_the_draft_and_takes_upcoming_charges_away() {
        AccountFixture.Contract contract = withCharges(
                "2025-01-01T00:00:00Z", "", item("2025-02-10T00:00:00Z", 5) + "," + item("2025-03-10T00:00:00Z", 6));
        server.advanceTo("2025-02-05T00:00:00Z");
        updateEnd(contract, "'ending_before': '2025-02-15T00:00:00Z',", true).ok();

        assertThat(ofType("SCHEDULED")).singleElement().matches(one -> one.get("total").intValue() == 5);
        assertThat(ofType("USAGE").getLast().get("end_timestamp").stringValue()).isEqualTo("2025-02-15T00:00:00.000Z");
        server.advanceTo("2025-02-16T00:00:00Z");
        assertThat(ofType("USAGE")).extracting(InvoicesApiTest::status).containsExactly("FINALIZED", "FINALIZED");

        updateEnd(contract, "", true).ok();
        server.advanceTo("2025-03-05T00:00:00Z");
        assertThat(ofType("USAGE")).extracting(InvoicesApiTest::start)
                .containsExactly("2025-01-01", "2025-02-01", "2025-02-15", "2025-03-01");

        assertThat(updateEnd(contract, "'ending_before': '2025-02-10T00:00:00Z',", false).refused(400))
                .contains("finalized");
        assertThat(ofType("USAGE")).hasSize(4);
    }

    private Api.Answer updateEnd(AccountFixture.Contract contract, String end, boolean allow) {
        return api().post(
                        "/v1/contracts/updateEndDate",
                        "{%s 'customer_id': '%s', 'contract_id': '%s', 'allow_ending_before_finalized_invoice': %s}"
                                .formatted(end, acme.id(), contract.id(), allow));
    }

    @Test
    void archiving_a_contract_takes_its_drafts_and_on_request_its_finalized_invoices() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-05T00:00:00Z");
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), contract.id()))
                .ok();
        assertThat(acme.invoices()).extracting(InvoicesApiTest::status).containsExactly("VOID", "VOID");
        String cancelled = id(acme.invoices().getLast());
        assertThat(post("/v1/invoices/regenerate", cancelled).refused(400)).contains("draft");
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(acme.invoices()).hasSize(2);
    }

    @Test
    void lists_filter_and_page_without_repeating_or_hiding_while_invoices_are_added() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-04-05T00:00:00Z");
        String base = "/v1/customers/" + acme.id() + "/invoices?";
        Set<String> seen = new HashSet<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = api().get(base + "limit=1" + next).ok();
            page.get("data").forEach(one -> assertThat(seen.add(id(one))).isTrue());
            next = page.get("next_page").isNull() ? "" : "&next_page=" + page.get("next_page").stringValue();
            if (pages++ == 0) {
                acme.contract("2025-04-01T00:00:00Z");
            }
        } while (!next.isEmpty());
        assertThat(seen).hasSize(5);

        assertThat(starts(base + "status=finalized")).containsExactly("2025-01-01", "2025-02-01", "2025-03-01");
        assertThat(starts(base + "sort=date_desc&status=FINALIZED"))
                .containsExactly("2025-03-01", "2025-02-01", "2025-01-01");
        assertThat(starts(base + "starting_on=2025-02-01T00:00:00Z&ending_before=2025-04-01T00:00:00Z"))
                .containsExactly("2025-02-01", "2025-03-01");
        assertThat(starts(base + "type=SCHEDULED")).isEmpty();
        assertThat(starts(base + "type=USAGE_CONSOLIDATED")).isEmpty();
        assertThat(starts(base + "contract_id=" + UUID.randomUUID())).isEmpty();
        assertThat(starts(base + "credit_type_id=2714e483-4ff1-48e4-9e25-ac732e8f24f2")).hasSize(5);
    }

    private List<String> starts(String path) {
        List<String> starts = new ArrayList<>();
        api().get(path).ok().get("data").forEach(one -> starts.add(start(one)));
        return starts;
    }

    @Test
    void the_windows_of_a_breakdown_add_up_to_the_invoice_and_late_usage_does_not_change_them() {
        acme.contract("2025-01-01T00:00:00Z");
        acme.use("a", "2025-01-01T05:30:00Z", 11);
        acme.use("b", "2025-01-01T06:30:00Z", 4);
        server.advanceTo("2025-01-31T23:30:00Z");
        acme.use("c", "2025-01-31T23:00:00Z", 30);
        String daily = "/v1/customers/" + acme.id() + "/invoices/breakdowns?window_size=DAY&"
                + "starting_on=2025-01-01T00:00:00Z&ending_before=2025-02-01T00:00:00Z";
        JsonNode before = api().get(daily).ok().get("data");
        assertThat(before).hasSize(31);
        assertThat(total(before)).isEqualByComparingTo("45");

        server.advanceTo("2025-02-02T00:00:00Z");
        acme.use("late", "2025-01-01T05:30:00Z", 1000);

        JsonNode after = api().get(daily).ok().get("data");
        assertThat(total(after)).isEqualByComparingTo("45");
        assertThat(after.get(0).get("total").decimalValue()).isEqualByComparingTo("15");
        assertThat(after.get(0).get("breakdown_start_timestamp").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        String hourly = daily.replace("DAY", "HOUR").replace("2025-02-01T00:00:00Z", "2025-01-02T12:00:00Z");
        JsonNode page = api().get(hourly).ok();
        assertThat(page.get("data")).hasSize(24);
        assertThat(page.at("/data/5/total").decimalValue()).isEqualByComparingTo("11");
        JsonNode rest = api().get(hourly + "&next_page=" + page.get("next_page").stringValue()).ok();
        assertThat(rest.get("data")).hasSize(12);
        assertThat(rest.get("next_page").isNull()).isTrue();
    }

    private static BigDecimal total(JsonNode windows) {
        BigDecimal total = BigDecimal.ZERO;
        for (JsonNode window : windows) {
            total = total.add(window.get("total").decimalValue());
        }
        return total;
    }

    @Test
    void a_preview_tells_what_the_edit_then_does_and_changes_nothing() {
        AccountFixture.Contract contract =
                withCharges("2025-01-01T00:00:00Z", "", item("2025-03-10T00:00:00Z", 5));
        server.advanceTo("2025-02-10T00:00:00Z");
        String body = contract.changeBody(acme.aws(), "START_OF_NEXT_PERIOD");

        JsonNode preview = api().post("/downbeat/v1/contracts/previewProviderChange", body).ok().get("data");

        assertThat(preview.get("allowed").booleanValue()).isTrue();
        assertThat(preview.get("effective_at").stringValue()).isEqualTo("2025-03-01T00:00:00.000Z");
        assertThat(preview.get("finalized_invoices").intValue()).isEqualTo(1);
        assertThat(routesOfDrafts(preview, "before")).isEqualTo(actualRoutes());
        List<String> promised = routesOfDrafts(preview, "after");
        assertThat(promised).contains(acme.aws());

        api().post("/v2/contracts/edit", body).ok();

        assertThat(actualRoutes()).isEqualTo(promised);
        JsonNode march = preview.get("invoices").get(2);
        assertThat(march.get("id").isNull()).isTrue();
        assertThat(march.at("/after/billing_provider").stringValue()).isEqualTo("aws_marketplace");

        JsonNode refused = api().post(
                        "/downbeat/v1/contracts/previewProviderChange",
                        contract.changeBody(acme.aws(), "START_OF_CURRENT_PERIOD"))
                .ok()
                .get("data");
        assertThat(refused.get("allowed").booleanValue()).isFalse();
        assertThat(refused.get("refusals")).isNotEmpty();
    }

    private static List<String> routesOfDrafts(JsonNode preview, String when) {
        List<String> routes = new ArrayList<>();
        preview.get("invoices").forEach(one -> {
            if (!one.get("id").isNull()) {
                routes.add(one.get("id").stringValue() + " "
                        + one.at("/" + when + "/billing_provider_configuration_id").stringValue());
            }
        });
        return routes.stream().sorted().map(text -> text.substring(37)).toList();
    }

    private List<String> actualRoutes() {
        return acme.invoices().stream()
                .filter(one -> status(one).equals("DRAFT"))
                .map(InvoicesApiTest::id)
                .sorted()
                .map(id -> route(id).get("billing_provider_configuration_id").stringValue())
                .toList();
    }

    @Test
    void two_servers_finalize_every_invoice_once() throws Exception {
        for (int i = 0; i < 120; i++) {
            acme.contract("2025-01-01T00:00:00Z");
        }
        acme.use("one", "2025-01-01T00:00:00Z", 3);
        try (TestServer other = server.another(Map.of());
                ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> works = new ArrayList<>();
            var at = Instant.parse("2025-02-02T00:00:00Z");
            for (TestServer one : List.of(server, other, server, other)) {
                works.add(() -> {
                    int done = 0;
                    int last;
                    do {
                        last = one.bean(FinalizeInvoices.class).runDue(at);
                        done += last;
                    } while (last > 0);
                    return done;
                });
            }
            int done = 0;
            for (Future<Integer> work : pool.invokeAll(works)) {
                done += work.get();
            }
            assertThat(done).isEqualTo(120);
        }
        assertThat(database()
                        .sql("SELECT count(*) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id"
                                + " WHERE i.status = 'FINALIZED' AND i.total = 3")
                        .query(Integer.class)
                        .single())
                .isEqualTo(120);
    }

    @Test
    void an_edit_at_the_moment_of_finalizing_comes_wholly_before_or_is_refused() throws Exception {
        List<AccountFixture.Contract> contracts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            contracts.add(acme.contract("2025-01-01T00:00:00Z"));
        }
        server.advanceTo("2025-02-01T23:59:59Z");
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            Future<?> clock = pool.submit(() -> server.advanceTo("2025-02-02T00:00:00Z"));
            List<Future<Api.Answer>> edits = contracts.stream()
                    .map(one -> pool.submit(() -> updateEnd(one, "'ending_before': '2025-01-20T00:00:00Z',", false)))
                    .toList();
            clock.get();
            for (int i = 0; i < contracts.size(); i++) {
                boolean edited = edits.get(i).get().status() == 200;
                String contract = contracts.get(i).id();
                server.settle();
                List<JsonNode> finalized = acme.invoices().stream()
                        .filter(one -> one.get("contract_id").stringValue().equals(contract))
                        .filter(one -> status(one).equals("FINALIZED"))
                        .toList();
                assertThat(finalized).singleElement().satisfies(one -> assertThat(
                                one.get("end_timestamp").stringValue())
                        .isEqualTo(edited ? "2025-01-20T00:00:00.000Z" : "2025-02-01T00:00:00.000Z"));
            }
        }
    }

    @Test
    void an_invoice_that_cannot_be_finalized_holds_up_no_other_and_is_tried_again() {
        acme.contract("2025-01-01T00:00:00Z");
        acme.contract("2025-01-01T00:00:00Z");
        String broken = id(acme.invoices().getFirst());
        // A check that only this one invoice breaks stands for any failure in the middle of a batch.
        database().sql("ALTER TABLE invoice ADD CONSTRAINT broken CHECK (id <> '%s' OR total IS NULL)".formatted(broken))
                .update();

        server.advanceTo("2025-02-02T00:00:00Z");

        assertThat(status(invoice(broken))).isEqualTo("DRAFT");
        assertThat(acme.invoices().stream().filter(one -> status(one).equals("FINALIZED"))).hasSize(1);
        assertThat(database().sql("SELECT last_failure FROM invoice WHERE id = '" + broken + "'")
                        .query(String.class)
                        .single())
                .contains("broken");
        database().sql("ALTER TABLE invoice DROP CONSTRAINT broken").update();
        server.advanceTo("2025-02-02T00:01:00Z");
        assertThat(status(invoice(broken))).isEqualTo("FINALIZED");
    }

    @Test
    void a_billed_charge_cannot_be_changed_until_its_invoice_is_void() {
        AccountFixture.Contract contract = withCharges("2025-01-01T00:00:00Z", "", item("2025-01-01T00:00:00Z", 500));
        server.settle();
        JsonNode charge = contract.read().at("/scheduled_charges/0");
        String archive = "{'customer_id': '%s', 'contract_id': '%s', 'archive_scheduled_charges': [{'id': '%s'}]}"
                .formatted(acme.id(), contract.id(), charge.get("id").stringValue());
        assertThat(api().post("/v2/contracts/edit", archive).refused(400)).contains("finalized");
        post("/v1/invoices/void", id(ofType("SCHEDULED").getFirst())).ok();
        api().post("/v2/contracts/edit", archive).ok();
        assertThat(ofType("SCHEDULED")).singleElement().matches(one -> status(one).equals("VOID"));
    }
}
