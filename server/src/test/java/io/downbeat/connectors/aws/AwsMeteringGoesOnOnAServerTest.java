package io.downbeat.connectors.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Metering that went silent and goes on, through the real server and over HTTP on both sides. */
class AwsMeteringGoesOnOnAServerTest {
    private Sandbox sandbox;
    private TestServer server;
    private String customer;
    private String aws;
    private String contract;

    @BeforeEach
    void a_contract_on_aws() throws IOException {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        sandbox = server.sandbox();
        ok("/v1/setUpBillingProvider", """
            {'billing_provider': 'aws_marketplace', 'delivery_method': 'direct_to_billing_provider',
             'configuration': {'aws_region': 'us-east-1', 'aws_external_id': 'x',
                               'aws_iam_role_arn': 'arn:aws:iam::123456789012:role/downbeat'}}\
            """);
        customer = id(ok("/v1/customers", "{'name': 'Acme', 'ingest_aliases': ['acme']}"));
        aws = ok("/v1/setCustomerBillingProviderConfigurations", """
            {'data': [{'customer_id': '%s', 'billing_provider': 'aws_marketplace',
              'delivery_method': 'direct_to_billing_provider',
              'configuration': {'aws_customer_id': 'acme-at-aws', 'aws_product_code': 'prod-1',
                                'aws_region': 'us-east-1'}}]}\
            """.formatted(customer))
                .at("/data/0/id")
                .asString();
        String metric = id(ok("/v1/billable-metrics/create", """
            {'name': 'GB', 'aggregation_type': 'SUM', 'aggregation_key': 'gb',
             'event_type_filter': {'in_values': ['transfer']},
             'property_filters': [{'name': 'gb', 'exists': true}]}\
            """));
        String product = id(ok(
                "/v1/contract-pricing/products/create",
                "{'name': 'Transfer', 'type': 'USAGE', 'billable_metric_id': '%s'}".formatted(metric)));
        String card = id(ok("/v1/contract-pricing/rate-cards/create", "{'name': 'Standard'}"));
        ok("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 12.3}\
            """.formatted(card, product));
        contract = id(ok("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'rate_card_id': '%s',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'},
             'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'FIRST_OF_MONTH'}}\
            """.formatted(customer, card, aws)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode ok(String path, String body) {
        return server.api().post(path, body).ok();
    }

    private static String id(JsonNode answer) {
        return answer.at("/data/id").asString();
    }

    private void use(String at, int gigabytes) {
        ok(
                "/v1/ingest",
                "[{'transaction_id': '%1$s', 'customer_id': 'acme', 'event_type': 'transfer',"
                        .concat(" 'timestamp': '%1$s', 'properties': {'gb': '%2$d'}}]")
                        .formatted(at, gigabytes));
    }

    private List<JsonNode> all(String path) {
        List<JsonNode> rows = new ArrayList<>();
        server.api().get(path).ok().get("data").forEach(rows::add);
        return rows;
    }

    private JsonNode usageInvoice(String start) {
        return all("/v1/customers/" + customer + "/invoices?limit=100").stream()
                .filter(invoice -> invoice.path("start_timestamp").asString("").startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private void end(String at) {
        ok("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s',
             'update_contract_end_date': '%s'}\
            """.formatted(customer, contract, at));
    }

    private long held() {
        return sandbox.ledger().stream().mapToLong(record -> record.amount()).sum();
    }

    @Test
    void a_contract_that_is_extended_after_its_last_hour_was_closed_is_metered_to_its_new_end() {
        end("2025-01-15T00:00:00Z");
        server.advanceTo("2025-01-14T10:30:00Z");
        use("2025-01-14T10:15:00Z", 10);
        // The window of the last hour is over, and the invoice still waits out its grace.
        server.advanceTo("2025-01-15T12:00:00Z");
        assertThat(held()).isEqualTo(123);
        end("2025-01-29T00:00:00Z");
        server.advanceTo("2025-01-20T10:30:00Z");
        use("2025-01-20T10:15:00Z", 20);
        server.advanceTo("2025-01-20T11:05:00Z");
        assertThat(held()).isEqualTo(369);
        server.advanceTo("2025-01-31T00:00:00Z");
        JsonNode invoice = usageInvoice("2025-01-01");
        assertThat(invoice.get("status").asString()).isEqualTo("FINALIZED");
        assertThat(held()).isEqualTo(invoice.get("total").decimalValue().longValueExact());
        JsonNode verdict = ok("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}");
        assertThat(verdict.toString()).contains("\"ok\":true");
    }

    @Test
    void a_contract_that_ends_earlier_than_it_was_metered_to_has_a_remainder_and_no_fault() {
        server.advanceTo("2025-01-11T20:30:00Z");
        use("2025-01-11T20:15:00Z", 10);
        server.advanceTo("2025-01-12T06:00:00Z");
        assertThat(held()).isEqualTo(123);
        end("2025-01-11T12:00:00Z");
        server.advanceTo("2025-01-14T00:00:00Z");
        JsonNode invoice = usageInvoice("2025-01-01");
        assertThat(invoice.get("status").asString()).isEqualTo("FINALIZED");
        JsonNode metering = server.api()
                .get("/downbeat/v1/invoices/" + invoice.get("id").asString() + "/metering")
                .ok()
                .get("data");
        assertThat(metering.get("remainder_cents").asLong()).isEqualTo(-123);
        JsonNode verdict = ok("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}");
        assertThat(verdict.get("violations")).isEmpty();
    }

    @Test
    void metering_of_one_configuration_goes_on_through_its_own_door() {
        String door = "/downbeat/v1/metering/configurations/" + aws;
        String unknown = "/downbeat/v1/metering/configurations/" + UUID.randomUUID();
        assertThat(server.api().post(unknown + "/resume", "{'reason': 'r'}").refused(404))
                .contains("ever metered");
        assertThat(server.api().post(door + "/resume", "{'reason': 'r'}").refused(409))
                .contains("not stopped");
        server.advanceTo("2025-01-10T10:30:00Z");
        use("2025-01-10T10:15:00Z", 10);
        sandbox.setFaults(List.of(
                Fault.of("aws", "batch_meter_usage", "customer_not_subscribed").always()));
        server.advanceTo("2025-01-10T14:00:00Z");
        JsonNode stopped = server.api().get(door).ok().get("data");
        assertThat(stopped.get("stop_reason").asString())
                .contains("no agreement")
                .contains(door + "/resume");
        assertThat(stopped.get("refusals").asInt()).isEqualTo(3);
        assertThat(stopped.get("billing_provider_configuration_id").asString()).isEqualTo(aws);
        assertThat(all("/downbeat/v1/alerts").toString()).contains("METERING_STOPPED");

        sandbox.setFaults(List.of());
        server.advanceTo("2025-01-10T16:30:00Z");
        assertThat(held()).isZero();
        assertThat(server.api().post(door + "/resume", "{}").refused(400)).contains("reason");
        assertThat(server.api()
                        .post(door + "/resume", "{'reason': 'r', 'more': 1}")
                        .refused(400))
                .contains("more");
        JsonNode resumed =
                ok(door + "/resume", "{'reason': 'the buyer renewed'}").get("data");
        assertThat(resumed.get("stopped_at").isNull()).isTrue();
        assertThat(server.audited("resume_metering")).isEqualTo(1);
        assertThat(resumed.at("/actions/0/action").asString()).isEqualTo("resume");
        assertThat(resumed.at("/actions/0/detail").asString()).isEqualTo("the buyer renewed");
        assertThat(resumed.at("/actions/0/stood_as").asString()).contains("no agreement");
        assertThat(resumed.at("/actions/0/acted_at").asString()).isEqualTo("2025-01-10T16:30:00.000Z");
        server.advanceTo("2025-01-10T17:05:00Z");
        assertThat(held()).isEqualTo(123);
        assertThat(all("/downbeat/v1/alerts")).isEmpty();

        assertThat(server.api().post(door + "/resume", "{'reason': 'again'}").refused(409))
                .contains("not stopped");
        ok("/v1/archiveCustomerBillingProviderConfigurations", """
            {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
            """.formatted(customer, aws));
        assertThat(server.api().post(door + "/resume", "{'reason': 'again'}").refused(409))
                .contains("archived");
    }
}
