package io.downbeat.connectors.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A contract that goes to a queue, on a whole server; the simulators' ledger is the witness. */
class QueueDeliveriesOnAServerTest {
    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/bills";
    private static final String TOPIC = "arn:aws:sns:us-east-1:111122223333:bills";

    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Customer acme;

    @BeforeEach
    void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        sandbox = server.sandbox();
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A configuration of acme on a new queue or topic. */
    private String queue(String provider, String method, String address, String keys) {
        String key = method.equals("aws_sqs") ? "aws_sqs_queue_url" : "aws_sns_topic_arn";
        String set = server.api()
                .post("/v1/setUpBillingProvider", """
                    {'billing_provider': '%s', 'delivery_method': '%s', 'configuration': {'%s': '%s', 'aws_region': 'us-east-1',
                      'aws_access_key_id': 'AKIATESTTESTTEST', 'aws_secret_access_key': 'not-a-key',
                      'queue_signing_secret': 'a secret of the test'}}\
                    """.formatted(provider, method, key, address))
                .ok()
                .at("/data/delivery_method_id")
                .asString();
        return server.api()
                .post("/v1/setCustomerBillingProviderConfigurations", """
                    {'data': [{'customer_id': '%s', 'billing_provider': '%s', 'delivery_method_id': '%s', 'delivery_method': '%s',
                      'configuration': {%s}}]}\
                    """.formatted(
                                acme.id(), provider, set, method, keys))
                .ok()
                .at("/data/0/id")
                .asString();
    }

    private String sqs(String suffix) {
        return queue(
                "aws_marketplace",
                "aws_sqs",
                QUEUE + suffix,
                "'aws_customer_id': 'acme-1', 'aws_product_code': 'prod-1', 'aws_region': 'us-east-1'");
    }

    private List<LedgerEntry> messages() {
        return sandbox.ledger().stream()
                .filter(each -> each.kind().equals("message"))
                .toList();
    }

    private static List<String> states(AccountFixture.Contract contract) {
        return contract.deliveries().stream()
                .map(each -> each.get("state").asString())
                .toList();
    }

    @Test
    void a_restored_copy_numbers_its_messages_behind_those_of_its_original_and_of_other_copies() throws Exception {
        JdbcClient database = server.bean(JdbcClient.class);
        var numbers = new QueueStore(database);
        long inTheBackup = numbers.nextNumber();
        RestoredQueues.numberOn(database);
        long inTheCopy = numbers.nextNumber();
        assertThat(inTheCopy).isGreaterThan(inTheBackup + 1_000_000_000_000L);

        goTo(database, inTheBackup);
        Thread.sleep(5);
        RestoredQueues.numberOn(database);
        assertThat(numbers.nextNumber()).as("in a second copy").isGreaterThan(inTheCopy);

        goTo(database, Long.MAX_VALUE / 2);
        RestoredQueues.numberOn(database);
        assertThat(numbers.nextNumber()).isEqualTo(Long.MAX_VALUE / 2 + 1);
    }

    private static void goTo(JdbcClient database, long number) {
        database.sql("SELECT setval('queue_message_sequence', :number)")
                .param("number", number)
                .query(Long.class)
                .single();
    }

    @Test
    void a_contract_moves_to_a_queue_and_on_to_a_topic_and_each_invoice_is_there_once() {
        var contract = acme.contract("2025-01-01T00:00:00Z");
        String queue = queue(
                "azure_marketplace",
                "aws_sqs",
                QUEUE,
                "'azure_subscription_id': '5b4e5b1c-0000-4000-8000-000000000001'");
        String topic = queue(
                "gcp_marketplace",
                "aws_sns",
                TOPIC + ".fifo",
                "'gcp_entitlement_id': 'e-1', 'gcp_service_name': 's-1'");
        acme.use("t1", "2025-01-01T05:00:00Z", 700);
        contract.change(queue, "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-02-10T00:00:00Z");
        acme.use("t2", "2025-02-05T05:00:00Z", 900);
        server.advanceTo("2025-02-15T00:00:00Z");
        // Lost answers on the way: two copies at the standard queue, one message at the FIFO topic.
        sandbox.setFaults(List.of(
                Fault.of("aws", "sqs_send_message", "apply_then_drop"),
                Fault.of("aws", "sns_publish", "apply_then_drop")));
        server.advanceTo("2025-03-10T00:00:00Z");
        assertThat(contract.change(topic, "START_OF_NEXT_PERIOD").status()).isEqualTo(200);
        acme.use("t3", "2025-03-09T05:00:00Z", 1100);
        server.advanceTo("2025-04-10T00:00:00Z");
        acme.use("t4", "2025-04-09T05:00:00Z", 1300);
        server.advanceTo("2025-05-10T00:00:00Z");

        assertThat(states(contract)).hasSize(4).allMatch(state -> state.equals("SENT") || state.equals("CONFIRMED"));
        assertThat(messages()).extracting(LedgerEntry::amount).containsExactly(900L, 900L, 1100L, 1300L);
        assertThat(messages()).allSatisfy(each -> assertThat(each.charged()).isFalse());
        assertThat(messages().get(0).reference()).isEqualTo(messages().get(1).reference());
        assertThat(messages().get(0).metadata().get("body"))
                .isEqualTo(messages().get(1).metadata().get("body"));
        assertThat(messages().get(3).attempts()).isEqualTo(2);
        JsonNode body = Json.read(messages().get(3).metadata().get("body"));
        assertThat(body.at("/payload/billing_provider_configuration/configuration/gcp_entitlement_id")
                        .asString())
                .isEqualTo("e-1");
        JsonNode invoice = acme.invoices().stream()
                .filter(each ->
                        each.get("id").asString().equals(body.get("invoice_id").asString()))
                .findFirst()
                .orElseThrow();
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("1300");
        assertThat(invoice.at("/external_invoice/external_status").asString()).isEqualTo("SENT");
        assertThat(invoice.at("/external_invoice/invoice_id").asString())
                .isEqualTo(messages().get(3).id());
        JsonNode verdict = server.api()
                .post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-06-01T00:00:00Z'}")
                .ok();
        assertThat(verdict.toString()).contains("\"ok\":true");
        assertThat(server.api().get("/downbeat/v1/meterSlots").ok().get("data")).isEmpty();
    }

    @Test
    void a_parked_message_holds_its_group_until_a_person_decides_and_the_order_stays() {
        var contract = acme.contract("2025-01-01T00:00:00Z", sqs(".fifo"), "");
        sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "bad_request")));
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-05T00:00:00Z");
        acme.use("t2", "2025-02-04T05:00:00Z", 200);
        server.advanceTo("2025-03-05T00:00:00Z");
        acme.use("t3", "2025-03-04T05:00:00Z", 300);
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(messages()).isEmpty();
        assertThat(states(contract)).containsExactlyInAnyOrder("PARKED", "RETRY_WAIT", "RETRY_WAIT");
        List<JsonNode> rows = new ArrayList<>(contract.deliveries());
        JsonNode parked = rows.stream()
                .filter(each -> each.get("state").asString().equals("PARKED"))
                .findFirst()
                .orElseThrow();
        assertThat(parked.get("reason").asString()).contains("InvalidMessageContents");
        rows.remove(parked);
        assertThat(rows)
                .allSatisfy(each -> assertThat(each.get("reason").asString()).contains("its customer's delivery"));

        server.api()
                .post("/downbeat/v1/deliveries/" + parked.get("id").asString() + "/retry", "{}")
                .ok();
        server.advanceTo("2025-04-05T02:00:00Z");
        assertThat(messages()).extracting(LedgerEntry::amount).containsExactly(100L, 200L, 300L);
        assertThat(messages().stream()
                        .map(each -> Json.read(each.metadata().get("body"))
                                .get("sequence")
                                .asLong()))
                .isSorted();
        assertThat(states(contract)).containsOnly("SENT");
    }

    @Test
    void a_standard_queue_goes_on_past_a_parked_message() {
        var contract = acme.contract("2025-01-01T00:00:00Z", sqs(""), "");
        sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "bad_request")));
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-05T00:00:00Z");
        acme.use("t2", "2025-02-04T05:00:00Z", 200);
        server.advanceTo("2025-03-05T00:00:00Z");
        assertThat(states(contract)).containsExactlyInAnyOrder("PARKED", "SENT");
        assertThat(messages()).extracting(LedgerEntry::amount).containsExactly(200L);
    }

    @Test
    void a_denied_queue_opens_the_circuit_and_goes_on_once_it_is_mended() {
        var contract = acme.contract("2025-01-01T00:00:00Z", sqs(""), "");
        sandbox.setFaults(
                List.of(Fault.of("aws", "sqs_send_message", "unauthorized").times(3)));
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(states(contract)).containsExactly("PENDING");
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(states(contract)).containsExactly("SENT");
        assertThat(messages()).extracting(LedgerEntry::amount).containsExactly(100L);
    }

    @Test
    void a_voided_invoice_says_that_its_message_cannot_come_back_and_the_new_one_is_a_message_of_its_own() {
        var contract = acme.contract("2025-01-01T00:00:00Z", sqs(".fifo"), "");
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-05T00:00:00Z");
        String first = messages().getFirst().reference();
        String invoice = Json.read(messages().getFirst().metadata().get("body"))
                .get("invoice_id")
                .asString();
        server.api().post("/v1/invoices/void", "{'id': '" + invoice + "'}").ok();
        server.settle();
        JsonNode voided = contract.deliveries().getFirst();
        assertThat(voided.get("state").asString()).isEqualTo("PARKED");
        assertThat(voided.get("reason").asString()).contains("was sent").contains("gives nothing back");
        server.api()
                .post("/v1/invoices/regenerate", "{'id': '" + invoice + "'}")
                .ok();
        server.advanceTo("2025-02-06T00:00:00Z");
        assertThat(messages()).hasSize(2);
        assertThat(messages().get(1).reference()).isNotEqualTo(first);
        assertThat(Json.read(messages().get(1).metadata().get("body"))
                        .at("/payload/regenerated_from_invoice_id")
                        .asString())
                .isEqualTo(invoice);
    }

    @Test
    void nobody_is_asked_again_about_a_message_whose_consumers_were_told_of_its_withdrawal() {
        var contract = acme.contract("2025-01-01T00:00:00Z", sqs(""), "");
        sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "apply_then_drop")));
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(states(contract)).containsExactly("UNKNOWN");
        JsonNode delivery = contract.deliveries().getFirst();
        String path = "/downbeat/v1/deliveries/" + delivery.get("id").asString();
        String invoice = "{'id': '" + delivery.get("invoice_id").asString() + "'}";

        server.api().post(path + "/cancel", "{'reason': 'billed by hand'}").ok();
        server.settle();
        assertThat(states(contract)).containsExactly("PARKED");
        assertThat(contract.deliveries().getFirst().get("reason").asString()).contains("tell its consumers");
        server.api().post(path + "/resolve", "{'provider_ref': 'told'}").ok();
        server.api().post("/v1/invoices/void", invoice).ok();
        server.settle();
        assertThat(states(contract)).containsExactly("SENT");
        assertThat(messages()).hasSize(1);

        server.api().post("/v1/invoices/regenerate", invoice).ok();
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(states(contract)).containsExactly("SENT", "SENT");
        assertThat(messages()).hasSize(2);
    }

    @Test
    void a_person_is_asked_about_a_message_that_was_handed_over_by_hand_and_is_voided_later() {
        var contract = acme.contract("2025-01-01T00:00:00Z", sqs(""), "");
        sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "bad_request")));
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-05T00:00:00Z");
        JsonNode delivery = contract.deliveries().getFirst();
        assertThat(delivery.get("state").asString()).isEqualTo("PARKED");
        server.api()
                .post(
                        "/downbeat/v1/deliveries/" + delivery.get("id").asString() + "/resolve",
                        "{'provider_ref': 'by-hand'}")
                .ok();
        server.api()
                .post(
                        "/v1/invoices/void",
                        "{'id': '" + delivery.get("invoice_id").asString() + "'}")
                .ok();
        server.settle();
        assertThat(states(contract)).containsExactly("PARKED");
    }

    @Test
    void the_documented_requests_lead_to_a_message() throws IOException {
        String page = Files.readString(Path.of("docs/destinations/queues.md"));
        var bodies = Pattern.compile("-d '(\\{.*?\\})'\n", Pattern.DOTALL)
                .matcher(page.replace("'$CUSTOMER_ID'", acme.id()).replace("'$DELIVERY_METHOD_ID'", "METHOD"));
        assertThat(bodies.find()).isTrue();
        JsonNode set = server.api()
                .postRaw("/v1/setUpBillingProvider", bodies.group(1))
                .ok();
        assertThat(set.toString()).doesNotContain("32 random characters");
        assertThat(bodies.find()).isTrue();
        String configuration = server.api()
                .postRaw(
                        "/v1/setCustomerBillingProviderConfigurations",
                        bodies.group(1)
                                .replace(
                                        "METHOD",
                                        set.at("/data/delivery_method_id").asString()))
                .ok()
                .at("/data/0/id")
                .asString();
        acme.contract("2025-01-01T00:00:00Z", configuration, "");
        acme.use("t1", "2025-01-01T05:00:00Z", 100);
        server.advanceTo("2025-02-05T00:00:00Z");
        assertThat(messages())
                .singleElement()
                .satisfies(each -> assertThat(each.metadata().get("attribute.signature_key_id"))
                        .isEqualTo(MessageSignature.keyId("32 random characters or more")));
    }
}
