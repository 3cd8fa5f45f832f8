package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.engine.opening.RestoredCopy;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Reconciling a server with Stripe's simulator, and what applying a plan does. */
class ReconcileApiTest {
    private static final String FEBRUARY = "{'from': '2025-02-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}";

    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Contract contract;

    @BeforeEach
    void aDeliveredInvoice() throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z", Map.of("DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe"));
        account = AccountFixture.setUp(server.api());
        var acme = account.customer("acme");
        contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("t1", "2025-01-01T05:00:00Z", 1250);
        server.advanceTo("2025-02-03T00:00:00Z");
    }

    @AfterEach
    void stop() {
        server.close();
        sandbox.close();
    }

    @Test
    void two_sides_that_agree_have_no_plan_and_each_account_says_whether_it_was_asked() {
        JsonNode result = reconcile();

        assertThat(result.get("findings")).isEmpty();
        assertThat(result.has("plan")).isFalse();
        assertThat(result.get("accounts")).hasSize(2).anySatisfy(asked -> {
            assertThat(asked.get("asked").booleanValue()).isTrue();
            assertThat(asked.get("checked").intValue()).isEqualTo(1);
        });
        assertThat(result.get("accounts"))
                .anySatisfy(asked ->
                        assertThat(asked.path("cannot_ask").asString("")).contains("metered"));
    }

    @Test
    void what_was_voided_at_the_provider_is_found_and_recorded_once() {
        stripe("/v1/invoices/" + object().id() + "/void", "");
        JsonNode result = reconcile();
        assertThat(kinds(result)).containsExactly("VOIDED_THERE");
        assertThat(delivery().get("external_status").stringValue()).isEqualTo("FINALIZED");

        JsonNode applied = apply(result);
        assertThat(applied.at("/0/outcome").stringValue()).isEqualTo("APPLIED");
        assertThat(delivery().get("external_status").stringValue()).isEqualTo("VOID");
        assertThat(apply(result).at("/0/detail").stringValue()).contains("before");
        assertThat(kinds(reconcile())).isEmpty();
        assertThat(verified()).isTrue();
    }

    @Test
    void a_row_of_ours_that_cannot_be_read_is_told_with_its_id_and_keeps_no_other_from_being_compared() {
        var other = account.customer("other");
        other.contract("2025-01-01T00:00:00Z");
        other.use("t2", "2025-01-02T05:00:00Z", 300);
        other.use("t3", "2025-02-02T05:00:00Z", 300);
        server.advanceTo("2025-03-03T00:00:00Z");
        JsonNode first = delivery();
        run("ALTER TABLE delivery DROP CONSTRAINT delivery_state_known");
        run("UPDATE delivery SET state = 'LOST' WHERE id = '" + first.get("id").stringValue() + "'");
        JsonNode result = server.api()
                .post("/downbeat/v1/reconcile", FEBRUARY.replace("2025-03-01", "2025-04-01"))
                .ok();

        assertThat(kinds(result)).containsExactly("UNREADABLE_HERE");
        assertThat(result.at("/findings/0/delivery_id").stringValue())
                .isEqualTo(first.get("id").stringValue());
        assertThat(result.at("/findings/0/detail").stringValue()).contains("LOST");
        assertThat(result.get("accounts"))
                .anySatisfy(asked -> assertThat(asked.get("checked").intValue()).isPositive());
    }

    private void run(String sql) {
        JdbcClient.create(server.database().dataSource()).sql(sql).update();
    }

    @Test
    void what_is_gone_there_is_asked_for_again_and_delivered_under_the_next_generation() throws IOException {
        int port = sandbox.uri().getPort();
        sandbox.close();
        sandbox = Sandbox.standalone("127.0.0.1", port, InstantSource.system());
        JsonNode result = reconcile();
        assertThat(kinds(result)).containsExactly("MISSING_THERE");
        assertThat(result.at("/plan/steps/0/safe").booleanValue()).isTrue();

        assertThat(apply(result).at("/0/outcome").stringValue()).isEqualTo("APPLIED");
        assertThat(server.audited("apply_repair_plan")).isEqualTo(1);
        server.settle();
        assertThat(delivery().get("state").stringValue()).isEqualTo("CONFIRMED");
        assertThat(object().amount()).isEqualTo(1250);
        assertThat(verified()).isTrue();
        server.advanceTo("2025-02-03T01:00:00Z");
        assertThat(kinds(reconcile())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"made at Stripe", "INV-0042"})
    void what_a_person_bound_by_hand_is_a_persons_and_nothing_is_made_beside_it(String what) {
        sandbox.addFaults(
                List.of(Fault.of("stripe", "create_invoice", "bad_request").matching("cus_other")));
        var other = account.customer("other");
        AccountFixture.Contract billedByHand = other.contract("2025-02-01T00:00:00Z");
        other.use("t9", "2025-02-02T05:00:00Z", 300);
        server.advanceTo("2025-03-03T00:00:00Z");
        JsonNode parked = billedByHand.deliveries().getFirst();
        assertThat(parked.get("state").stringValue()).isEqualTo("PARKED");
        String ref = what.startsWith("INV")
                ? what
                : stripe(
                                "/v1/invoices",
                                "customer=cus_other&collection_method=send_invoice&days_until_due=30&currency=usd")
                        .get("id")
                        .stringValue();
        int before = sandbox.ledger().size();
        server.api()
                .post(
                        "/downbeat/v1/deliveries/" + parked.get("id").stringValue() + "/resolve",
                        "{'provider_ref': '%s'}".formatted(ref))
                .ok();
        server.advanceTo("2025-03-03T01:00:00Z");
        JsonNode result = server.api()
                .post("/downbeat/v1/reconcile", FEBRUARY.replace("2025-03-01", "2025-04-01"))
                .ok();

        assertThat(kinds(result)).containsExactly("MISSING_THERE");
        assertThat(result.at("/plan/steps/0/action").stringValue()).isEqualTo("TELL_A_PERSON");
        assertThat(apply(result)).as("nothing of it is safe").isEmpty();
        server.settle();
        assertThat(sandbox.ledger()).hasSize(before);
        assertThat(billedByHand.deliveries().getFirst().get("state").stringValue())
                .isEqualTo("SENT");
    }

    @Test
    void what_the_original_of_a_restored_copy_sent_to_stripe_is_found_and_not_made_again() {
        AccountFixture.Customer acme = contract.customer();
        acme.use("t5", "2025-02-02T05:00:00Z", 700);
        AccountFixture.Customer other = account.customer("other");
        AccountFixture.Contract others = other.contract("2025-02-01T00:00:00Z");
        other.use("t6", "2025-02-02T05:00:00Z", 300);
        String draft = acme.invoices().stream()
                .filter(invoice -> invoice.get("status").stringValue().equals("DRAFT"))
                .map(invoice -> invoice.get("id").stringValue())
                .findFirst()
                .orElseThrow();
        RestoredCopy.mark(
                JdbcClient.create(server.database().dataSource()),
                server.bean(BusinessClock.class).instant());
        String original = stripe(
                        "/v1/invoices",
                        "customer=cus_acme&collection_method=send_invoice&days_until_due=30&currency=usd"
                                + "&metadata%5Bdelivery_id%5D=" + UUID.randomUUID() + "&metadata%5Binvoice_id%5D="
                                + draft)
                .get("id")
                .stringValue();
        stripe("/v1/invoices/" + original + "/finalize", "");
        server.advanceTo("2025-03-03T00:00:00Z");

        JsonNode parked = deliveryOf(draft);
        assertThat(parked.get("state").stringValue()).isEqualTo("PARKED");
        assertThat(parked.get("reason").stringValue()).contains(original, "restored");
        assertThat(sandbox.ledger())
                .as("January's, the original's and the other's")
                .hasSize(3);
        assertThat(others.deliveries().getFirst().get("state").stringValue()).isEqualTo("CONFIRMED");

        server.api()
                .post(
                        "/downbeat/v1/deliveries/" + parked.get("id").stringValue() + "/resolve",
                        "{'provider_ref': '" + original + "'}")
                .ok();
        server.advanceTo("2025-03-03T01:00:00Z");
        JsonNode result = server.api()
                .post("/downbeat/v1/reconcile", FEBRUARY.replace("2025-03-01", "2025-04-01"))
                .ok();
        assertThat(kinds(result)).doesNotContain("MISSING_THERE", "EXTRA_THERE");
        assertThat(verified()).isTrue();
    }

    @Test
    void what_the_original_of_a_restored_copy_took_back_is_left_to_a_person() {
        AccountFixture.Customer acme = contract.customer();
        acme.use("t5", "2025-02-02T05:00:00Z", 700);
        String draft = acme.invoices().stream()
                .filter(invoice -> invoice.get("status").stringValue().equals("DRAFT"))
                .map(invoice -> invoice.get("id").stringValue())
                .findFirst()
                .orElseThrow();
        RestoredCopy.mark(
                JdbcClient.create(server.database().dataSource()),
                server.bean(BusinessClock.class).instant());
        String original = stripe(
                        "/v1/invoices",
                        "customer=cus_acme&collection_method=send_invoice&days_until_due=30&currency=usd"
                                + "&metadata%5Bdelivery_id%5D=" + UUID.randomUUID() + "&metadata%5Binvoice_id%5D="
                                + draft)
                .get("id")
                .stringValue();
        stripe(
                "/v1/invoices/" + original + "/add_lines",
                "lines%5B0%5D%5Bamount%5D=700&lines%5B0%5D%5Bdescription%5D=x");
        stripe("/v1/invoices/" + original + "/finalize", "");
        stripe("/v1/invoices/" + original + "/void", "");
        server.advanceTo("2025-03-03T00:00:00Z");

        JsonNode parked = deliveryOf(draft);
        assertThat(parked.get("state").stringValue()).isEqualTo("PARKED");
        assertThat(parked.get("reason").stringValue()).contains(original, "took it back");
        assertThat(sandbox.ledger()).as("January's and the original's").hasSize(2);

        server.api().post("/v1/invoices/void", "{'id': '" + draft + "'}").ok();
        server.advanceTo("2025-03-03T01:00:00Z");
        assertThat(deliveryOf(draft).get("state").stringValue()).isEqualTo("CANCELLED");
    }

    @Test
    void what_a_restored_copy_did_not_send_and_takes_back_is_taken_back() {
        AccountFixture.Customer other = account.customer("other");
        AccountFixture.Contract others = other.contract("2025-02-01T00:00:00Z");
        other.use("t6", "2025-02-02T05:00:00Z", 300);
        RestoredCopy.mark(
                JdbcClient.create(server.database().dataSource()),
                server.bean(BusinessClock.class).instant());
        sandbox.addFaults(
                List.of(Fault.of("stripe", "list_invoices", "unavailable").always()));
        server.advanceTo("2025-03-03T00:00:00Z");
        JsonNode waiting = others.deliveries().getFirst();
        assertThat(waiting.get("state").stringValue()).isNotIn("CONFIRMED", "SENT");
        server.api()
                .post(
                        "/v1/invoices/void",
                        "{'id': '" + waiting.get("invoice_id").stringValue() + "'}")
                .ok();
        sandbox.clearFaults();
        server.advanceTo("2025-03-05T00:00:00Z");
        assertThat(others.deliveries().getFirst().get("state").stringValue()).isEqualTo("CANCELLED");
    }

    @Test
    void an_object_that_nobody_here_made_is_left_to_a_person() {
        String customer = "acme";
        stripe(
                "/v1/invoices",
                "customer=cus_" + customer + "&collection_method=send_invoice&days_until_due=30&currency=usd"
                        + "&metadata%5Bdelivery_id%5D=" + UUID.randomUUID());
        JsonNode result = reconcile();

        assertThat(kinds(result)).containsExactly("EXTRA_THERE");
        assertThat(result.at("/plan/steps/0/safe").booleanValue()).isFalse();
        assertThat(apply(result)).as("only safe steps are applied unasked").isEmpty();
        String plan = result.at("/plan/id").stringValue();
        assertThat(server.api()
                        .post("/downbeat/v1/reconcile/" + plan + "/apply", "{'steps': [1], 'by': 'kim'}")
                        .ok()
                        .at("/data/0/outcome")
                        .stringValue())
                .isEqualTo("LEFT_ALONE");
    }

    @Test
    void a_row_that_moved_since_is_left_alone_and_a_plan_ends_after_a_day() {
        stripe("/v1/invoices/" + object().id() + "/void", "");
        JsonNode result = reconcile();
        server.api()
                .post(
                        "/v1/invoices/void",
                        "{'id': '%s'}".formatted(delivery().get("invoice_id").stringValue()))
                .ok();
        assertThat(apply(result).at("/0/detail").stringValue()).contains("moved");

        String plan = result.at("/plan/id").stringValue();
        server.advanceTo("2025-02-04T00:00:00Z");
        assertThat(server.api()
                        .post("/downbeat/v1/reconcile/" + plan + "/apply", "{}")
                        .refused(409))
                .contains("reconcile again");
    }

    @Test
    void bad_questions_are_refused() {
        String path = "/downbeat/v1/reconcile";
        assertThat(server.api().post(path, "{}").refused(400)).contains("from");
        assertThat(server.api()
                        .post(path, "{'from': '2025-02-01T00:00:00Z', 'to': '2025-02-01T00:00:00Z'}")
                        .refused(400))
                .contains("to");
        assertThat(server.api()
                        .post(path, FEBRUARY.replace("}", ", 'delivery_method_id': '" + UUID.randomUUID() + "'}"))
                        .refused(400))
                .contains("delivery_method_id");
        assertThat(server.api()
                        .post(path + "/" + UUID.randomUUID() + "/apply", "{}")
                        .refused(404))
                .contains("no plan");
    }

    private JsonNode reconcile() {
        return server.api().post("/downbeat/v1/reconcile", FEBRUARY).ok();
    }

    private JsonNode apply(JsonNode result) {
        return server.api()
                .post("/downbeat/v1/reconcile/" + result.at("/plan/id").stringValue() + "/apply", "{}")
                .ok()
                .get("data");
    }

    private static List<String> kinds(JsonNode result) {
        List<String> kinds = new ArrayList<>();
        result.get("findings").forEach(found -> kinds.add(found.get("kind").stringValue()));
        return kinds;
    }

    private JsonNode deliveryOf(String invoice) {
        return contract.deliveries().stream()
                .filter(delivery -> delivery.get("invoice_id").stringValue().equals(invoice))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode delivery() {
        return contract.deliveries().getFirst();
    }

    private LedgerEntry object() {
        assertThat(sandbox.ledger()).hasSize(1);
        return sandbox.ledger().getFirst();
    }

    private boolean verified() {
        JsonNode verdict = server.api().post("/downbeat/v1/verify", "{}").ok();
        assertThat(verdict.get("violations")).as(verdict.toString()).isEmpty();
        return verdict.get("ok").booleanValue();
    }

    private JsonNode stripe(String path, String form) {
        var request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "/stripe" + path))
                .header("Authorization", "Bearer rk_test_not_a_key")
                .header("Stripe-Account", "acct_test")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Json.read(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
