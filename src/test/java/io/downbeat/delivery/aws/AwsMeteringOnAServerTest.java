package io.downbeat.delivery.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.BusinessClock;
import io.downbeat.sandbox.Fault;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From events to accepted meter records, through the real server and over HTTP on both sides. */
class AwsMeteringOnAServerTest {
    private final AtomicReference<InstantSource> time =
            new AtomicReference<>(() -> Instant.parse("2025-01-01T00:00:00Z"));
    private Sandbox sandbox;
    private TestServer server;
    private String customer;
    private String aws;
    private String contract;

    @BeforeEach
    void a_contract_on_aws() throws IOException {
        sandbox = Sandbox.start("127.0.0.1", 0, () -> time.get().instant());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z",
                Map.of(
                        "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox.uri() + "/aws",
                        "DOWNBEAT_STS_ENDPOINT", sandbox.uri() + "/aws"));
        time.set(server.bean(BusinessClock.class));
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
        sandbox.close();
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

    private long held() {
        return sandbox.ledger().stream().mapToLong(record -> record.amount()).sum();
    }

    @Test
    void a_month_is_metered_by_the_hour_and_settles_to_the_cent() {
        sandbox.setFaults(List.of(
                Fault.of("aws", "batch_meter_usage", "apply_then_drop").probability(0.3, 7),
                Fault.of("aws", "batch_meter_usage", "drop_before").probability(0.2, 8)));
        for (int day = 1; day <= 31; day++) {
            server.advanceTo("2025-01-%02dT10:30:00Z".formatted(day));
            use("2025-01-%02dT10:15:00Z".formatted(day), day);
        }
        use("2025-01-31T10:29:00Z", 1);
        server.advanceTo("2025-01-31T12:05:00Z");
        JsonNode draft = usageInvoice("2025-01-01");
        assertThat(held()).isLessThanOrEqualTo(draft.get("total").decimalValue().longValueExact());

        server.advanceTo("2025-02-02T01:00:00Z");
        JsonNode invoice = usageInvoice("2025-01-01");
        assertThat(invoice.get("status").asString()).isEqualTo("FINALIZED");
        BigDecimal total = invoice.get("total").decimalValue();
        assertThat(total)
                .isEqualByComparingTo(new BigDecimal("12.3")
                        .multiply(new BigDecimal(497))
                        .setScale(0, java.math.RoundingMode.HALF_UP));
        assertThat(held()).isEqualTo(total.longValueExact());
        JsonNode delivery =
                all("/downbeat/v1/deliveries?contract_id=" + contract).getFirst();
        assertThat(delivery.get("state").asString()).as(delivery.toString()).isEqualTo("CONFIRMED");
        JsonNode metering = server.api()
                .get("/downbeat/v1/invoices/" + invoice.get("id").asString() + "/metering")
                .ok()
                .get("data");
        assertThat(metering.get("remainder_cents").asLong()).isZero();
        assertThat(metering.get("confirmed_cents").asLong()).isEqualTo(total.longValueExact());
        JsonNode verdict = ok("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}");
        assertThat(verdict.toString()).contains("\"ok\":true");
    }

    @Test
    void when_the_contract_leaves_aws_its_last_hour_closes_and_the_next_period_is_not_metered() {
        ok("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'add_billing_provider_configuration_update': {
              'billing_provider_configuration': {'billing_provider_configuration_id': null},
              'schedule': {'effective_at': 'START_OF_NEXT_PERIOD'}}}\
            """.formatted(customer, contract));
        server.advanceTo("2025-01-31T23:40:00Z");
        use("2025-01-31T23:30:00Z", 7);
        server.advanceTo("2025-02-01T00:04:59Z");
        assertThat(held()).isZero();
        server.advanceTo("2025-02-01T00:05:00Z");
        // 86.1 cents: rounded half up, as the invoice will be.
        assertThat(held()).isEqualTo(86);
        use("2025-02-01T00:01:00Z", 100);
        server.advanceTo("2025-03-02T02:00:00Z");
        assertThat(held()).isEqualTo(86);
        List<JsonNode> slots = all("/downbeat/v1/meterSlots?configuration_id=" + aws);
        assertThat(slots).hasSize(1);
        assertThat(slots.getFirst().get("hour").asString()).isEqualTo("2025-01-31T23:00:00.000Z");
        assertThat(slots.getFirst().at("/parts/0/cents").asLong()).isEqualTo(86);
        assertThat(all("/downbeat/v1/deliveries?contract_id=" + contract)).hasSize(1);
    }

    @Test
    void slots_are_listed_page_by_page_and_bad_questions_are_refused() {
        for (int hour = 0; hour < 5; hour++) {
            server.advanceTo("2025-01-05T%02d:30:00Z".formatted(hour));
            use("2025-01-05T%02d:20:00Z".formatted(hour), 10);
        }
        server.advanceTo("2025-01-05T06:00:00Z");
        List<String> hours = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    server.api().get("/downbeat/v1/meterSlots?limit=2" + next).ok();
            page.get("data").forEach(slot -> hours.add(slot.get("hour").asString()));
            next = page.get("next_page").isNull()
                    ? null
                    : "&next_page=" + page.get("next_page").asString();
        } while (next != null);
        assertThat(hours).hasSize(5).doesNotHaveDuplicates().isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(server.api().get("/downbeat/v1/meterSlots?state=nonsense").refused(400))
                .contains("state");
        assertThat(server.api().get("/downbeat/v1/meterSlots?invoice_id=x").refused(400))
                .contains("invoice_id");
        server.api()
                .get("/downbeat/v1/invoices/" + java.util.UUID.randomUUID() + "/metering")
                .refused(404);
        server.api()
                .post("/downbeat/v1/meterSlots/" + java.util.UUID.randomUUID() + "/resolve", "{'provider_ref': 'r'}")
                .refused(409);
    }
}
