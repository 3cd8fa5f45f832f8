package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.AccountFixture;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Lists, windows, routes and previews as a client meets them. */
class InvoiceReadsTest extends InvoicesOnAServer {
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
        assertThat(january.get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.stripe());
        assertThat(february.get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.otherStripe());
        assertThat(february.get("rule").stringValue()).isEqualTo(Route.PERIOD_END);
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
        assertThat(january.get("rule").stringValue()).isEqualTo(Route.ARCHIVED);
        assertThat(january.get("billing_provider_configuration_id").isNull()).isTrue();
        assertThat(february.get("rule").stringValue()).isEqualTo(Route.NO_PROVIDER);
        assertThat(status(acme.invoices().get(1))).isEqualTo("FINALIZED");
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
            next = page.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + page.get("next_page").stringValue();
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
        assertThat(starts(base + "credit_type_id=2714e483-4ff1-48e4-9e25-ac732e8f24f2"))
                .hasSize(5);
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
        JsonNode rest = api().get(hourly + "&next_page=" + page.get("next_page").stringValue())
                .ok();
        assertThat(rest.get("data")).hasSize(12);
        assertThat(rest.get("next_page").isNull()).isTrue();
        JsonNode last = api().get(hourly + "&sort=date_desc&limit=10").ok();
        assertThat(last.at("/data/0/breakdown_start_timestamp").stringValue()).isEqualTo("2025-01-02T11:00:00.000Z");
        assertThat(last.get("data")).hasSize(10);
        JsonNode earlier = api().get(hourly + "&sort=date_desc&limit=24&next_page="
                        + last.get("next_page").stringValue())
                .ok();
        assertThat(earlier.at("/data/0/breakdown_start_timestamp").stringValue())
                .isEqualTo("2025-01-02T01:00:00.000Z");
    }

    @Test
    void a_preview_tells_what_the_edit_then_does_and_changes_nothing() {
        AccountFixture.Contract contract = withCharges("2025-01-01T00:00:00Z", "", item("2025-03-10T00:00:00Z", 5));
        server.advanceTo("2025-02-10T00:00:00Z");
        String body = contract.changeBody(acme.aws(), "START_OF_NEXT_PERIOD");

        JsonNode preview = api().post("/downbeat/v1/contracts/previewProviderChange", body)
                .ok()
                .get("data");

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

    private List<String> starts(String path) {
        List<String> starts = new ArrayList<>();
        api().get(path).ok().get("data").forEach(one -> starts.add(start(one)));
        return starts;
    }

    private static BigDecimal total(JsonNode windows) {
        BigDecimal total = BigDecimal.ZERO;
        for (JsonNode window : windows) {
            total = total.add(window.get("total").decimalValue());
        }
        return total;
    }

    private static List<String> routesOfDrafts(JsonNode preview, String when) {
        List<String> routes = new ArrayList<>();
        preview.get("invoices").forEach(one -> {
            if (!one.get("id").isNull()) {
                routes.add(one.get("id").stringValue() + " "
                        + one.at("/" + when + "/billing_provider_configuration_id")
                                .stringValue());
            }
        });
        return routes.stream().sorted().map(text -> text.substring(37)).toList();
    }

    private List<String> actualRoutes() {
        return acme.invoices().stream()
                .filter(one -> status(one).equals("DRAFT"))
                .map(InvoicesOnAServer::id)
                .sorted()
                .map(id -> route(id).get("billing_provider_configuration_id").stringValue())
                .toList();
    }

    @Test
    void what_is_due_so_far_follows_the_invoice_from_draft_to_void() {
        acme.contract("2025-01-01T00:00:00Z");
        acme.use("one", "2025-01-01T00:00:00Z", 12);
        var january = new InvoiceId(UUID.fromString(id(acme.invoices().getFirst())));
        Invoicing invoicing = server.bean(Invoicing.class);
        Instant now = Instant.parse("2025-01-01T00:00:00Z");

        DueSoFar due = invoicing
                .dueSoFar(List.of(january, new InvoiceId(UUID.randomUUID())), now)
                .get(january);
        assertThat(due.status()).isEqualTo(InvoiceStatus.DRAFT);
        assertThat(due.amount().value()).isEqualByComparingTo("12");

        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(invoicing
                        .dueSoFar(List.of(january), now)
                        .get(january)
                        .amount()
                        .value())
                .isEqualByComparingTo("12");
        post("/v1/invoices/void", january.toString()).ok();
        assertThat(invoicing
                        .dueSoFar(List.of(january), now)
                        .get(january)
                        .amount()
                        .value())
                .isZero();
        assertThat(invoicing.find(january).orElseThrow().lines()).hasSize(1);
    }

    @Test
    void what_the_provider_said_last_is_shown_with_the_invoice() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-02T00:00:00Z");
        String january = id(acme.invoices().getFirst());
        Invoicing invoicing = server.bean(Invoicing.class);
        for (String status : List.of("SENT", "PAID")) {
            invoicing.recordExternal(
                    new Invoice.Ref(
                            new CustomerId(UUID.fromString(acme.id())), new InvoiceId(UUID.fromString(january))),
                    new ExternalInvoice("stripe", "in_1", status, null, BigDecimal.TEN, null, null, null, null));
        }
        JsonNode external = invoice(january).get("external_invoice");
        assertThat(external.get("billing_provider_type").stringValue()).isEqualTo("stripe");
        assertThat(external.get("external_status").stringValue()).isEqualTo("PAID");
        assertThat(external.get("invoiced_total").decimalValue()).isEqualByComparingTo("10");
        assertThat(external.has("pdf_url")).isFalse();
    }
}
