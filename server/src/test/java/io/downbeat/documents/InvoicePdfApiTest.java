package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The PDF of an invoice as a client gets it, beside the JSON of the same invoice. */
class InvoicePdfApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, String> SETTINGS = Map.of(
            "DOWNBEAT_SENDER_NAME", "Northwind Compute GmbH",
            "DOWNBEAT_SENDER_ADDRESS", "Torstraße 140|10119 Berlin\\nGermany",
            "DOWNBEAT_SENDER_TAX_ID", "DE123");
    private static TestServer server;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z", SETTINGS);
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
        finePrices();
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'name': 'Enterprise', 'net_payment_terms_days': 14, 'scheduled_charges': [
              {'product_id': '%1$s', 'name': 'Seats', 'schedule': {'schedule_items': [
                {'timestamp': '2025-01-16T00:00:00Z', 'unit_price': 516, 'quantity': 2}]}}]\
            """.formatted(account.fixedProduct));
        acme.use("a", "2025-01-01T05:00:00Z", 1234567);
        server.advanceTo("2025-02-03T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A second product over the same metric, in tiers of prices far below a cent. */
    private static void finePrices() {
        String product = server.api()
                .post(
                        "/v1/contract-pricing/products/create",
                        "{'name': 'Fine <use> & more', 'type': 'USAGE', 'billable_metric_id': '%s'}"
                                .formatted(account.metric))
                .ok()
                .at("/data/id")
                .stringValue();
        server.api()
                .post("/v1/contract-pricing/rate-cards/addRate", """
                    {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                     'rate_type': 'TIERED', 'tiers': [{'size': 1000, 'price': 0.12345678}, {'price': 0.00012345}]}\
                    """.formatted(account.rateCard, product))
                .ok();
    }

    @Test
    void a_scheduled_charge_of_two_seats_is_one_line_without_a_mark_and_the_same_bytes_twice() {
        JsonNode invoice = invoice("SCHEDULED");
        byte[] pdf = pdf(invoice).body();
        String text = PdfText.text(pdf);
        assertThat(text)
                .contains(
                        "Seats 16 Jan 2025 2 $5.16 $10.32",
                        "Contract Enterprise",
                        "(net 14 days)",
                        "Billed through Stripe")
                .contains("Northwind Compute GmbH\nTorstraße 140\n10119 Berlin\nGermany\nTax ID DE123\n")
                .containsPattern("Total in USD +\\$10\\.32");
        assertThat(invoice.get("line_items")).hasSize(1);
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("1032");
        assertThat(PdfText.isMarked(text, "DRAFT") || PdfText.isMarked(text, "VOID"))
                .isFalse();
        assertThat(pdf(invoice).body()).isEqualTo(pdf);
    }

    @Test
    void every_line_and_the_total_of_a_usage_invoice_are_those_of_the_json() {
        JsonNode invoice = invoice("USAGE");
        String text = PdfText.text(pdf(invoice).body());
        assertThat(invoice.get("line_items")).hasSize(3);
        invoice.get("line_items")
                .forEach(line -> assertThat(text)
                        .contains(line.get("name").stringValue())
                        .contains(" " + quantity(line.get("quantity").decimalValue()) + " "
                                + dollars(line.get("unit_price").decimalValue()) + " "
                                + dollars(line.get("total").decimalValue())));
        assertThat(text)
                .contains("$0.0012345678", "$0.0000012345", "Tier 1: up to 1,000", "Tier 2: above 1,000")
                .contains("Service period 1 Jan 2025 to 31 Jan 2025")
                .containsPattern("Total in USD +"
                        + java.util.regex.Pattern.quote(
                                dollars(invoice.get("total").decimalValue())));
    }

    @Test
    void it_is_a_pdf_with_a_name() {
        HttpResponse<byte[]> answer = pdf(invoice("USAGE"));
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/pdf");
        assertThat(answer.headers().firstValue("content-disposition").orElseThrow())
                .matches("inline; filename=\"invoice-[0-9A-F]{8}\\.pdf\"");
    }

    @Test
    void a_draft_and_a_void_one_are_marked() {
        JsonNode draft = acme.invoices().stream()
                .filter(one -> one.get("status").stringValue().equals("DRAFT"))
                .findFirst()
                .orElseThrow();
        assertThat(PdfText.pages(pdf(draft).body())).allMatch(page -> PdfText.isMarked(page, "DRAFT"));

        AccountFixture.Customer other = account.customer("voided");
        other.contract("2025-01-01T00:00:00Z");
        server.settle();
        String id = other.invoices().getFirst().get("id").stringValue();
        server.api().post("/v1/invoices/void", "{'id': '" + id + "'}").ok();
        HttpResponse<byte[]> voided = pdf(server.api().uri(), other.id(), id);
        assertThat(PdfText.pages(voided.body())).allMatch(page -> PdfText.isMarked(page, "VOID"));
    }

    @Test
    void an_unknown_invoice_and_another_customers_are_not_found() {
        String id = invoice("USAGE").get("id").stringValue();
        String other = account.customer("other").id();
        for (String path : List.of(acme.id() + "/invoices/" + UUID.randomUUID(), other + "/invoices/" + id)) {
            assertThat(server.api().get("/v1/customers/" + path + "/pdf").refused(404))
                    .isEqualTo(server.api().get("/v1/customers/" + path).refused(404));
        }
    }

    @Test
    void every_server_makes_the_same_bytes() {
        try (ServerProcess second = ServerProcess.serve(server.database(), "2000-01-01T00:00:00Z", SETTINGS)) {
            for (JsonNode invoice : acme.invoices()) {
                byte[] here = pdf(invoice).body();
                HttpResponse<byte[]> there =
                        pdf(second.uri(), acme.id(), invoice.get("id").stringValue());
                assertThat(there.body()).isEqualTo(here);
            }
        }
    }

    private static JsonNode invoice(String type) {
        return acme.invoices().stream()
                .filter(one -> one.get("type").stringValue().equals(type)
                        && one.get("status").stringValue().equals("FINALIZED"))
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<byte[]> pdf(JsonNode invoice) {
        return pdf(server.api().uri(), acme.id(), invoice.get("id").stringValue());
    }

    private static HttpResponse<byte[]> pdf(URI server, String customer, String invoice) {
        URI uri = URI.create(server + "/v1/customers/" + customer + "/invoices/" + invoice + "/pdf");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TestServer.TOKEN)
                .build();
        try {
            HttpResponse<byte[]> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Written by other means than the product's. */
    private static String dollars(BigDecimal cents) {
        return new DecimalFormat("$#,##0.00##################", DecimalFormatSymbols.getInstance(Locale.US))
                .format(cents.movePointLeft(2));
    }

    private static String quantity(BigDecimal units) {
        return new DecimalFormat("#,##0.####################", DecimalFormatSymbols.getInstance(Locale.US))
                .format(units);
    }
}
