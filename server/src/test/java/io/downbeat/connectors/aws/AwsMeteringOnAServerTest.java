package io.downbeat.connectors.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.MeteredServer;
import io.downbeat.sandbox.faults.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From events to accepted meter records, through the real server and over HTTP on both sides. */
class AwsMeteringOnAServerTest extends MeteredServer {
    private String aws;
    private String contract;

    @BeforeEach
    void a_contract_on_aws() {
        setUp("direct_to_billing_provider", """
            {'aws_region': 'us-east-1', 'aws_external_id': 'x',
             'aws_iam_role_arn': 'arn:aws:iam::123456789012:role/downbeat'}\
            """);
        aws = configuration(
                "direct_to_billing_provider",
                "{'aws_customer_id': 'acme-at-aws', 'aws_product_code': 'prod-1', 'aws_region': 'us-east-1'}");
        contract = contract(aws);
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
        JsonNode metering = metering(invoice.get("id").asString());
        assertThat(metering.get("remainder_cents").asLong()).isZero();
        assertThat(metering.get("confirmed_cents").asLong()).isEqualTo(total.longValueExact());
        assertVerified();
    }

    @Test
    void when_the_contract_leaves_aws_its_last_hour_closes_and_the_next_period_is_not_metered() {
        move(contract, null);
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
    void a_price_change_inside_a_month_meters_what_was_added_and_a_fall_is_worked_off() {
        seats("2025-01-01T00:00:00Z", 300, "2025-01-17T00:00:00Z", 400);
        assertThat(heldAfter("2025-01-03", 40)).isEqualTo(12_000);
        server.advanceTo("2025-01-17T06:00:00Z");
        assertThat(held()).isEqualTo(12_000);
        // 8,000 are due from here on: nothing goes out, and nothing comes back.
        assertThat(heldAfter("2025-01-18", 30)).isEqualTo(12_000);
        assertThat(heldAfter("2025-01-20", 50)).isEqualTo(16_000);

        server.advanceTo("2025-02-02T01:00:00Z");
        assertThat(all("/v1/customers/" + customer + "/invoices?status=FINALIZED&limit=100"))
                .extracting(invoice -> invoice.get("total").intValue())
                .containsExactlyInAnyOrder(0, 16_000);
        assertThat(held()).isEqualTo(16_000);
        assertVerified();
    }

    /** A contract of its own: the seats reported last, at a price that changes. */
    private void seats(String from, int price, String later, int then) {
        String metric = id(ok("/v1/billable-metrics/create", """
            {'name': 'Seats', 'aggregation_type': 'LATEST', 'aggregation_key': 'n',
             'event_type_filter': {'in_values': ['seats']}, 'property_filters': [{'name': 'n', 'exists': true}]}\
            """));
        String product = id(ok(
                "/v1/contract-pricing/products/create",
                "{'name': 'Seats', 'type': 'USAGE', 'billable_metric_id': '%s'}".formatted(metric)));
        String card = id(ok("/v1/contract-pricing/rate-cards/create", "{'name': 'Seats'}"));
        String rate = "{'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '%s', 'entitled': true,"
                + " 'rate_type': 'FLAT', 'price': %d}";
        ok("/v1/contract-pricing/rate-cards/addRate", rate.formatted(card, product, from, price));
        ok("/v1/contract-pricing/rate-cards/addRate", rate.formatted(card, product, later, then));
        ok("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '%s', 'rate_card_id': '%s',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'}}\
            """.formatted(customer, from, card, aws));
    }

    private long heldAfter(String day, int seats) {
        server.advanceTo(day + "T10:30:00Z");
        ok("/v1/ingest", """
            [{'transaction_id': '%1$s', 'customer_id': 'acme', 'event_type': 'seats', 'timestamp': '%1$sT10:15:00Z',
              'properties': {'n': '%2$d'}}]\
            """.formatted(day, seats));
        server.advanceTo(day + "T12:05:00Z");
        return held();
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
