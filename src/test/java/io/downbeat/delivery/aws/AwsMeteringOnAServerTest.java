package io.downbeat.delivery.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.metering.MeteredServerBed;
import io.downbeat.sandbox.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From events to accepted meter records, through the real server and over HTTP on both sides. */
class AwsMeteringOnAServerTest extends MeteredServerBed {
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
