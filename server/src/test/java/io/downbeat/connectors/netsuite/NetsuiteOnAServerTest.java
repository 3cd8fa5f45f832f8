package io.downbeat.connectors.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.PrivateKeys;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** From usage to an invoice at NetSuite, through the real server and over HTTP on both sides. */
class NetsuiteOnAServerTest {
    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Customer acme;
    private String netsuite;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z",
                Map.of(
                        "DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe",
                        "DOWNBEAT_NETSUITE_API_BASE", sandbox.uri() + "/netsuite"));
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
        server.api()
                .post("/v1/setUpBillingProvider", """
                    {"billing_provider": "netsuite", "delivery_method": "direct_to_billing_provider", "configuration":
                      {"netsuite_account_id": "1234567_SB1", "netsuite_client_id": "client-1",
                       "netsuite_certificate_id": "certificate-1", "netsuite_subsidiary_id": 1, "netsuite_private_key": "%s"}}\
                    """.formatted(PrivateKeys.EC.replace("\n", "\\n")))
                .ok();
        netsuite = configuration("220");
    }

    private String configuration(String customer) {
        return server.api()
                .post("/v1/setCustomerBillingProviderConfigurations", """
                    {"data": [{"customer_id": "%s", "billing_provider": "netsuite",
                      "delivery_method": "direct_to_billing_provider", "configuration": {"netsuite_customer_id": "%s"}}]}\
                    """.formatted(acme.id(), customer))
                .ok()
                .at("/data/0/id")
                .asString();
    }

    @AfterEach
    void stop() {
        server.close();
        sandbox.close();
    }

    private void map(String product, String item) {
        server.api()
                .post("/v1/contract-pricing/products/update", """
                    {"product_id": "%s", "starting_at": "2025-01-01T00:00:00Z", "netsuite_internal_item_id": "%s"}\
                    """.formatted(product, item))
                .ok();
    }

    private void use(String at, long units) {
        server.advanceTo(at);
        acme.use(at, at, units);
    }

    private JsonNode delivery(AccountFixture.Contract contract, int place) {
        return contract.deliveries().stream()
                .filter(each -> each.get("billing_provider").asString().equals("netsuite"))
                .toList()
                .get(place);
    }

    private List<LedgerEntry> held() {
        return sandbox.ledger().stream()
                .filter(each -> each.provider().equals("netsuite"))
                .toList();
    }

    private JsonNode invoice(JsonNode delivery) {
        return server.api()
                .get("/v1/customers/" + acme.id() + "/invoices/"
                        + delivery.get("invoice_id").asString())
                .ok()
                .get("data");
    }

    private void happens(String event) {
        String body = "{\"invoice\": \"%s\", \"event\": \"%s\"}"
                .formatted(held().getFirst().id(), event);
        assertThat(sandbox.control("POST", "/sandbox/netsuite/events", body.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_contract_that_moves_to_netsuite_is_billed_there_to_the_cent() {
        map(account.usageProduct, "144");
        var contract = acme.contract("2025-01-01T00:00:00Z");
        use("2025-01-10T05:00:00Z", 700);
        use("2025-02-10T05:00:00Z", 1235);
        contract.change(netsuite, "START_OF_CURRENT_PERIOD").ok();
        use("2025-03-10T05:00:00Z", 99);
        server.advanceTo("2025-04-03T00:00:00Z");

        assertThat(held()).extracting(LedgerEntry::amount).containsExactly(1235L, 99L);
        assertThat(sandbox.ledger()).hasSize(3);
        for (int i = 0; i < 2; i++) {
            JsonNode delivery = delivery(contract, i);
            JsonNode invoice = invoice(delivery);
            LedgerEntry entry = held().stream()
                    .filter(each -> delivery.get("id").asString().equals(each.reference()))
                    .findFirst()
                    .orElseThrow();
            assertThat(delivery.get("state").asString()).as(delivery.toString()).isEqualTo("CONFIRMED");
            assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo(String.valueOf(entry.amount()));
            assertThat(invoice.at("/external_invoice/invoice_id").asString()).isEqualTo(entry.id());
            assertThat(entry.metadata())
                    .containsEntry(
                            "custbody_downbeat_invoice_id", invoice.get("id").asString())
                    .containsEntry("custbody_downbeat_contract_id", contract.id())
                    .containsEntry("custbody_downbeat_customer_id", acme.id());
            assertThat(entry.customer()).isEqualTo("220");
        }
        assertThat(verdict().toString()).contains("\"ok\":true");
    }

    private JsonNode verdict() {
        return server.api()
                .post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-05-01T00:00:00Z'}")
                .ok();
    }

    @Test
    void tax_that_netsuite_adds_is_no_fault_whether_its_receipt_says_so_or_was_kept_without() {
        map(account.usageProduct, "144");
        var contract = acme.contract("2025-01-01T00:00:00Z", configuration("taxed-1"), "");
        use("2025-01-10T05:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");

        JsonNode external = invoice(delivery(contract, 0)).get("external_invoice");
        assertThat(external.get("invoiced_total").decimalValue()).isEqualByComparingTo("833");
        assertThat(external.at("/tax/total_tax_amount").decimalValue()).isEqualByComparingTo("133");
        assertThat(verdict().toString()).contains("\"ok\":true");

        JdbcClient database = server.bean(JdbcClient.class);
        database.sql("UPDATE external_invoice SET total_tax_amount = NULL, total_taxable_amount = NULL")
                .update();
        assertThat(verdict().toString()).contains("\"ok\":true");
        database.sql("UPDATE external_invoice SET invoiced_sub_total = invoiced_sub_total + 1")
                .update();
        assertThat(verdict().get("violations").valueStream())
                .extracting(violation -> violation.get("check").asString())
                .containsExactly("a_receipt_says_the_invoices_total");
    }

    @Test
    void a_product_without_an_item_parks_and_a_mended_one_is_delivered_by_a_retry() {
        var contract = acme.contract("2025-01-01T00:00:00Z", netsuite, "");
        use("2025-01-10T05:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");

        JsonNode parked = delivery(contract, 0);
        assertThat(parked.get("state").asString()).isEqualTo("PARKED");
        assertThat(parked.get("reason").asString()).contains("Use", "netsuite_internal_item_id");
        assertThat(invoice(parked).at("/external_invoice/external_status").asString())
                .isEqualTo("INVALID_REQUEST_ERROR");
        String retry = "/downbeat/v1/deliveries/" + parked.get("id").asString() + "/retry";
        assertThat(server.api().post(retry, "{}").status()).isEqualTo(409);
        assertThat(held()).isEmpty();

        map(account.usageProduct, "144");
        server.api().post(retry, "{}").ok();
        server.settle();

        assertThat(delivery(contract, 0).get("state").asString()).isEqualTo("CONFIRMED");
        assertThat(held()).singleElement().satisfies(entry -> {
            assertThat(entry.amount()).isEqualTo(700);
            assertThat(entry.lines().getFirst().amount()).isEqualTo(700);
        });
    }

    @Test
    void payments_are_heard_of_within_the_hour_and_never_taken_back() {
        map(account.usageProduct, "144");
        var contract = acme.contract("2025-01-01T00:00:00Z", netsuite, "");
        use("2025-01-10T05:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(status(contract)).isEqualTo("FINALIZED");

        happens("partially_paid");
        server.advanceTo("2025-02-03T01:00:00Z");
        assertThat(status(contract)).isEqualTo("PARTIALLY_PAID");
        happens("paid");
        server.advanceTo("2025-02-03T02:00:00Z");
        assertThat(status(contract)).isEqualTo("PAID");

        int asked = sandbox.calls().get("netsuite/suiteql");
        server.advanceTo("2025-02-10T00:00:00Z");
        assertThat(sandbox.calls()).as("nothing is open any more").containsEntry("netsuite/suiteql", asked);
        assertThat(status(contract)).isEqualTo("PAID");
    }

    private String status(AccountFixture.Contract contract) {
        return invoice(delivery(contract, 0))
                .at("/external_invoice/external_status")
                .asString();
    }

    @Test
    void an_invoice_that_somebody_deleted_there_is_told() {
        map(account.usageProduct, "144");
        var contract = acme.contract("2025-01-01T00:00:00Z", netsuite, "");
        use("2025-01-10T05:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");

        happens("deleted");
        server.advanceTo("2025-02-03T01:00:00Z");

        assertThat(status(contract)).isEqualTo("DELETED");
    }

    @Test
    void a_voided_invoice_is_taken_back_even_after_the_contract_moved_on() {
        map(account.usageProduct, "144");
        var contract = acme.contract("2025-01-01T00:00:00Z", netsuite, "");
        use("2025-01-10T05:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");
        contract.change(acme.stripe(), "START_OF_CURRENT_PERIOD").ok();
        JsonNode delivery = delivery(contract, 0);

        server.api()
                .post(
                        "/v1/invoices/void",
                        "{'id': '" + delivery.get("invoice_id").asString() + "'}")
                .ok();
        server.settle();

        assertThat(held())
                .singleElement()
                .satisfies(entry -> assertThat(entry.status()).isEqualTo("deleted"));
        assertThat(status(contract)).isEqualTo("VOID");
    }

    @Test
    void neither_answers_nor_attempts_hold_the_private_key() {
        String body = PrivateKeys.EC.lines().skip(1).findFirst().orElseThrow();
        map(account.usageProduct, "144");
        acme.contract("2025-01-01T00:00:00Z", netsuite, "");
        use("2025-01-10T05:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");

        assertThat(server.api()
                        .post("/v1/listConfiguredBillingProviders", "{}")
                        .ok()
                        .toString())
                .doesNotContain(body);
        assertThat(sandbox.ledger().toString()).doesNotContain(body);
    }
}
