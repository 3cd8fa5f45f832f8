package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Deliveries through the real server: from usage to the provider's ledger, the operators' doors, webhooks, verify. */
class DeliveriesApiTest {
    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Customer acme;
    private AccountFixture.Contract contract;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z", Map.of("DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe"));
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @AfterEach
    void stop() {
        server.close();
        sandbox.close();
    }

    private void january() {
        contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("t1", "2025-01-01T05:00:00Z", 1250);
        server.advanceTo("2025-02-02T00:00:00Z");
    }

    @Test
    void an_invoice_reaches_stripe_once_and_shows_it() {
        january();
        JsonNode delivery = contract.deliveries().getFirst();
        assertThat(delivery.get("state").stringValue()).isEqualTo("CONFIRMED");
        assertThat(delivery.get("billing_provider").stringValue()).isEqualTo("stripe");
        assertThat(delivery.get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.stripe());
        assertThat(delivery.get("next_attempt_at").isNull()).isTrue();

        LedgerEntry entry = only(charged());
        assertThat(entry.amount()).isEqualTo(1250);
        assertThat(entry.metadata())
                .containsEntry("metronome_id", delivery.get("invoice_id").stringValue());

        JsonNode external = acme.invoices().stream()
                .filter(invoice -> invoice.get("status").stringValue().equals("FINALIZED"))
                .findFirst()
                .orElseThrow()
                .get("external_invoice");
        assertThat(external.get("external_status").stringValue()).isEqualTo("FINALIZED");
        assertThat(external.get("invoice_id").stringValue()).isEqualTo(entry.id());

        JsonNode one = server.api().get("/downbeat/v1/deliveries/" + id()).ok().get("data");
        assertThat(one.get("attempts")).hasSize(4);
        assertThat(one.get("receipts")).hasSize(1);
        assertThat(verify().get("ok").booleanValue()).as(verify().toString()).isTrue();
        assertThat(server.api().get("/downbeat/v1/deliveries/" + id()).body()).doesNotContain("rk_test_not_a_key");
    }

    @Test
    void without_a_configuration_there_is_no_delivery() {
        String made = server.api()
                .post("/v1/contracts/create", """
                    {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "2025-01-01T00:00:00Z"}\
                    """.formatted(acme.id(), account.rateCard))
                .ok()
                .at("/data/id")
                .stringValue();
        acme.use("t1", "2025-01-01T05:00:00Z", 1250);
        server.advanceTo("2025-02-02T00:00:00Z");

        assertThat(server.api()
                        .get("/downbeat/v1/deliveries?contract_id=" + made)
                        .ok()
                        .get("data"))
                .isEmpty();
        assertThat(acme.invoices()).anySatisfy(invoice -> {
            assertThat(invoice.get("status").stringValue()).isEqualTo("FINALIZED");
            assertThat(invoice.path("external_invoice").isMissingNode()
                            || invoice.get("external_invoice").isNull())
                    .isTrue();
        });
        assertThat(sandbox.ledger()).isEmpty();
    }

    @Test
    void a_refused_invoice_is_parked_shown_and_resumed_by_retry() {
        sandbox.addFaults(List.of(Fault.of("stripe", "create_invoice", "bad_request")));
        january();
        assertThat(state()).isEqualTo("PARKED");
        assertThat(server.api().get("/downbeat/v1/deliveries?state=PARKED").ok().get("data"))
                .hasSize(1);
        assertThat(external().get("external_status").stringValue()).isEqualTo("INVALID_REQUEST_ERROR");
        assertThat(external().get("billing_provider_error").stringValue()).contains("Refused by a fault");

        server.api().post(door("retry"), "{}").ok();
        server.settle();
        assertThat(state()).isEqualTo("CONFIRMED");
        only(charged());
        assertThat(server.api().post(door("retry"), "{}").refused(409)).contains("CONFIRMED");
    }

    @Test
    void an_operator_may_resolve_or_cancel_what_is_parked_and_nothing_else() {
        sandbox.addFaults(List.of(Fault.of("stripe", "create_invoice", "bad_request")));
        january();
        assertThat(server.api().post(door("resolve"), "{}").refused(400)).contains("provider_ref");
        server.api().post(door("resolve"), "{'provider_ref': 'in_by_hand'}").ok();
        assertThat(state()).isEqualTo("SENT");
        assertThat(external().get("invoice_id").stringValue()).isEqualTo("in_by_hand");
        assertThat(server.api().post(door("cancel"), "{'reason': 'no'}").refused(409))
                .contains("void the invoice");
        assertThat(server.api()
                        .post("/downbeat/v1/deliveries/" + java.util.UUID.randomUUID() + "/cancel", "{'reason': 'x'}")
                        .refused(404))
                .contains("no delivery");
    }

    @Test
    void what_is_cancelled_is_never_sent() {
        sandbox.addFaults(List.of(Fault.of("stripe", "create_invoice", "bad_request")));
        january();
        assertThat(server.api().post(door("cancel"), "{}").refused(400)).contains("reason");
        server.api()
                .post(door("cancel"), "{'reason': 'agreed with the customer'}")
                .ok();
        server.advanceTo("2025-02-09T00:00:00Z");
        assertThat(state()).isEqualTo("CANCELLED");
        assertThat(sandbox.ledger()).isEmpty();
    }

    @Test
    void voiding_an_invoice_voids_it_at_stripe_even_after_the_contract_moved_on() {
        january();
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        server.api()
                .post(
                        "/v1/invoices/void",
                        "{'id': '"
                                + contract.deliveries()
                                        .getFirst()
                                        .get("invoice_id")
                                        .stringValue() + "'}")
                .ok();
        server.settle();
        assertThat(state()).isEqualTo("CANCELLED");
        assertThat(only(sandbox.ledger()).status()).isEqualTo("void");
    }

    @Test
    void stripes_news_are_taken_once_signed_and_never_backwards() throws Exception {
        january();
        String invoice = only(charged()).id();
        sandbox.control(
                "POST",
                "/sandbox/stripe/events",
                ("{\"invoice\": \"" + invoice + "\", \"event\": \"paid\"}").getBytes(StandardCharsets.UTF_8));
        String body = "{\"id\": \"evt_1\", \"type\": \"invoice.paid\", \"data\": {\"object\": {\"id\": \"" + invoice
                + "\"}}}";
        long now = Instant.parse("2025-02-02T00:00:00Z").getEpochSecond();

        assertThat(hook(body, signature(body, now, "whsec_other")).refused(400)).contains("does not sign");
        assertThat(hook(body, signature(body, now - 301, "whsec_test")).refused(400))
                .contains("300 seconds");
        assertThat(hook(body, null).refused(400)).contains("Stripe-Signature");
        assertThat(external().get("external_status").stringValue()).isEqualTo("FINALIZED");

        hook(body, signature(body, now, "whsec_test")).ok();
        assertThat(external().get("external_status").stringValue()).isEqualTo("PAID");
        hook(body, signature(body, now, "whsec_test")).ok();
        String late = body.replace("evt_1", "evt_2").replace("invoice.paid", "invoice.payment_failed");
        hook(late, signature(late, now, "whsec_test")).ok();
        assertThat(external().get("external_status").stringValue()).isEqualTo("PAID");
        assertThat(server.api().get("/downbeat/v1/deliveries/" + id()).ok().at("/data/receipts"))
                .hasSize(2);
        assertThat(verify().get("ok").booleanValue()).isTrue();
    }

    private JsonNode verify() {
        return server.api().post("/downbeat/v1/verify", "{}").ok();
    }

    private String id() {
        return contract.deliveries().getFirst().get("id").stringValue();
    }

    private String door(String name) {
        return "/downbeat/v1/deliveries/" + id() + "/" + name;
    }

    private String state() {
        return contract.deliveries().getFirst().get("state").stringValue();
    }

    private JsonNode external() {
        return acme.invoices().stream()
                .map(invoice -> invoice.path("external_invoice"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();
    }

    private List<LedgerEntry> charged() {
        return sandbox.ledger().stream().filter(LedgerEntry::charged).toList();
    }

    private static LedgerEntry only(List<LedgerEntry> entries) {
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    private io.downbeat.testing.Api.Answer hook(String body, String signature) {
        String path = "/hooks/stripe/" + account.stripeMethod;
        return signature == null
                ? server.api().post(path, body)
                : server.api().post(path, body, "Stripe-Signature", signature);
    }

    private static String signature(String body, long time, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
        return "t=" + time + ",v1=" + HexFormat.of().formatHex(signature);
    }
}
