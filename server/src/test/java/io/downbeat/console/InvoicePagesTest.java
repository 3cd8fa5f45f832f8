package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of an invoice, its documents, and what may be done from it. */
class InvoicePagesTest {
    private static final String NOBODY = "/console/invoices/00000000-0000-0000-0000-000000000000";

    private static TestServer server;
    private static AccountFixture account;
    private static int customers;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        server.advanceTo("2025-01-20T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    private static Console reader() throws Exception {
        String token = server.api()
                .post("/downbeat/v1/tokens", "{'name': 'reader', 'role': 'read_only'}")
                .ok()
                .at("/data/token")
                .stringValue();
        return Console.signedIn(server.api().uri(), token);
    }

    /** A charge of 500 dollars on the day before now, which is finalized and delivered. */
    private static String invoice(String provider) {
        AccountFixture.Customer customer = account.customer("customer_" + customers++);
        String configuration = provider.equals("none")
                ? ""
                : ", 'billing_provider_configuration': {'billing_provider_configuration_id': '" + customer.stripe()
                        + "'}";
        server.api()
                .post("/v1/contracts/create", """
                    {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'%s,
                     'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items':
                       [{'timestamp': '2025-01-19T00:00:00Z', 'unit_price': 25000, 'quantity': 2}]}}]}\
                    """.formatted(
                                customer.id(), account.rateCard, configuration, account.fixedProduct))
                .ok();
        server.advanceTo(Json.instant(server.bean(io.downbeat.platform.work.BusinessClock.class)
                .instant()
                .plusSeconds(60)));
        return customer.invoices().stream()
                .filter(one -> one.get("type").stringValue().equals("SCHEDULED"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
    }

    @Test
    void the_page_has_the_numbers_of_the_json() throws Exception {
        String invoice = invoice("stripe");
        try (Console admin = admin()) {
            HttpResponse<String> page = admin.get("/console/invoices/" + invoice);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("data-testid=\"invoice-total\">$500.00<")
                    .contains(">2<")
                    .contains("$250.00")
                    .contains("data-testid=\"route-explanation\">Goes to stripe: it is issued at 2025-01-19")
                    .contains("data-testid=\"attempt\"")
                    .contains("data-testid=\"receipt\"")
                    .contains("data-testid=\"invoice-action\"");
        }
    }

    @Test
    void one_that_goes_to_nobody_says_so_and_can_be_voided() throws Exception {
        String invoice = invoice("none");
        try (Console admin = admin()) {
            String page = admin.get("/console/invoices/" + invoice).body();
            assertThat(page).contains("Nobody bills this invoice.").contains("Nothing was sent, and nothing will be");
            JsonNode evidence = Json.read(
                    admin.get("/console/invoices/" + invoice + "/evidence.json").body());
            assertThat(evidence.at("/route/rule").stringValue()).isEqualTo("no_segment_in_force");
            assertThat(evidence.has("delivery")).isFalse();
            assertThat(admin.get("/console/invoices/" + invoice + "/void").body())
                    .contains("nothing has to be taken back anywhere");
        }
    }

    @Test
    void a_void_one_is_voided_once_and_regenerated_once() throws Exception {
        String invoice = "/console/invoices/" + invoice("stripe");
        try (Console admin = admin()) {
            assertThat(admin.post(invoice + "/regenerate", invoice + "/regenerate", Map.of())
                            .statusCode())
                    .as("not void yet")
                    .isIn(400, 409);
            HttpResponse<String> voided = admin.post(invoice + "/void", invoice + "/void", Map.of());
            assertThat(voided.statusCode()).isEqualTo(303);
            assertThat(voided.headers().firstValue("Location")).contains(invoice + "?done=VOIDED");
            assertThat(admin.get(invoice + "?done=VOIDED").body())
                    .contains("The invoice is void.")
                    .contains("Voided by “");
            HttpResponse<String> again = admin.post(invoice + "/void", invoice + "/void", Map.of());
            assertThat(again.statusCode()).isIn(400, 409);
            assertThat(again.body()).contains("is void already");
            HttpResponse<String> made = admin.post(invoice + "/regenerate", invoice + "/regenerate", Map.of());
            assertThat(made.statusCode()).isEqualTo(303);
            assertThat(admin.post(invoice + "/regenerate", invoice + "/regenerate", Map.of())
                            .statusCode())
                    .as("a form that is sent twice makes one invoice")
                    .isIn(400, 409);
            String newOne = made.headers().firstValue("Location").orElseThrow();
            assertThat(admin.get(newOne).body())
                    .contains("took the void one&#39;s place".replace("&#39;", "'"))
                    .contains("href=\"" + invoice + "\"");
            assertThat(admin.get(invoice).body()).contains("Another took its place.");
        }
    }

    @Test
    void a_reader_sees_everything_and_no_button() throws Exception {
        String invoice = "/console/invoices/" + invoice("stripe");
        try (Console reader = reader()) {
            String page = reader.get(invoice).body();
            assertThat(page).contains("invoice-total").doesNotContain("invoice-action");
            assertThat(reader.get(invoice + "/void").body()).doesNotContain("data-testid=\"confirm\"");
            assertThat(reader.post("/console/deliveries", invoice + "/void", Map.of())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(reader.get(invoice + "/pdf").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_session_opens_the_pdf_and_the_evidence() throws Exception {
        String id = invoice("stripe");
        try (Console admin = admin()) {
            HttpResponse<byte[]> pdf = admin.client()
                    .send(
                            HttpRequest.newBuilder(server.api().uri().resolve("/console/invoices/" + id + "/pdf"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(pdf.statusCode()).isEqualTo(200);
            assertThat(new String(pdf.body(), 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
            HttpResponse<String> evidence = admin.get("/console/invoices/" + id + "/evidence.json");
            assertThat(evidence.headers().firstValue("Content-Disposition").orElseThrow())
                    .contains("attachment")
                    .contains(id);
            JsonNode all = Json.read(evidence.body());
            assertThat(all.at("/invoice/total").intValue()).isEqualTo(50_000);
            assertThat(all.at("/route/billing_provider").stringValue()).isEqualTo("stripe");
            assertThat(all.at("/delivery/story/attempts").size()).isPositive();
            assertThat(all.at("/delivery/story/receipts").size()).isPositive();
            assertThat(all.at("/delivery/history_faults").isArray()).isTrue();
            assertThat(all.at("/delivery/history_faults")).isEmpty();
            assertThat(evidence.body()).doesNotContain("rk_test").doesNotContain("whsec_test");
        }
    }

    @Test
    void what_is_not_there_or_makes_no_sense_is_said_as_a_page() throws Exception {
        try (Console admin = admin()) {
            for (String path : new String[] {
                NOBODY, NOBODY + "/pdf", NOBODY + "/evidence.json", NOBODY + "/void", "/console/invoices/1"
            }) {
                HttpResponse<String> answer = admin.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.body()).as(path).contains("No invoice has the id");
            }
            assertThat(admin.post("/console/deliveries", NOBODY + "/void", Map.of())
                            .statusCode())
                    .isEqualTo(404);
            assertThat(admin.get(NOBODY + "?from_line=x").statusCode()).isEqualTo(400);
        }
    }
}
