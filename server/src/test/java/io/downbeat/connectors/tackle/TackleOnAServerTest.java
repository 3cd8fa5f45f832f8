package io.downbeat.connectors.tackle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.MeteredServer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One buyer at AWS, reached directly and through Tackle, on the real server and over HTTP on both sides. */
class TackleOnAServerTest extends MeteredServer {

    @BeforeEach
    void both_roads_are_open() {
        setUp(
                "direct_to_billing_provider",
                "{'aws_region': 'us-east-1', 'aws_access_key_id': 'AKIA1', 'aws_secret_access_key': 'secret'}");
        setUp("tackle", "{'tackle_product_id': 'tp-1', 'tackle_api_token': 'tk-secret'}");
    }

    private String direct(String buyer) {
        return configuration(
                "direct_to_billing_provider",
                "{'aws_customer_id': '%s', 'aws_product_code': 'prod-1', 'aws_region': 'eu-west-1'}".formatted(buyer));
    }

    private String tackle(String buyer) {
        return configuration(
                "tackle",
                "{'aws_customer_account_id': '%1$s-account', 'aws_customer_id': '%1$s', 'aws_product_code': 'prod-1'}"
                        .formatted(buyer));
    }

    private long total(String start) {
        JsonNode invoice = usageInvoice(start);
        assertThat(invoice.get("status").asString()).isEqualTo("FINALIZED");
        return invoice.get("total").decimalValue().longValueExact();
    }

    private List<LedgerEntry> held(String provider) {
        return sandbox.ledger().stream()
                .filter(each -> each.provider().equals(provider))
                .toList();
    }

    private static long sum(List<LedgerEntry> held) {
        return held.stream().mapToLong(LedgerEntry::amount).sum();
    }

    private static List<Instant> hours(List<LedgerEntry> held) {
        return held.stream().map(each -> each.meterSlot().hour()).toList();
    }

    @Test
    void a_contract_moves_from_aws_to_tackle_and_each_holds_its_month_to_the_cent() {
        String contract = contract(direct("buyer-1"));
        String tackle = tackle("buyer-1");
        move(contract, tackle);
        sandbox.setFaults(List.of(
                Fault.of("tackle", "put_usage_record", "apply_then_drop").probability(0.3, 7),
                Fault.of("tackle", "*", "server_error").probability(0.1, 9),
                Fault.of("tackle", "put_usage_record", "drop_before").probability(0.2, 8)));
        for (String month : List.of("2025-01", "2025-02")) {
            for (int day = 1; day <= 28; day += 3) {
                server.advanceTo("%s-%02dT10:30:00Z".formatted(month, day));
                use("%s-%02dT10:15:00Z".formatted(month, day), day);
            }
            server.advanceTo(month.equals("2025-01") ? "2025-01-31T23:40:00Z" : "2025-02-28T23:40:00Z");
            use(month.equals("2025-01") ? "2025-01-31T23:30:00Z" : "2025-02-28T23:30:00Z", 5);
        }
        server.advanceTo("2025-03-02T01:00:00Z");

        assertThat(sum(held("aws"))).isEqualTo(total("2025-01-01"));
        assertThat(sum(held("tackle"))).isEqualTo(total("2025-02-01"));
        assertThat(held("tackle")).allMatch(LedgerEntry::charged);
        assertThat(hours(held("aws"))).doesNotContainAnyElementsOf(hours(held("tackle")));
        assertThat(all("/downbeat/v1/deliveries?contract_id=" + contract))
                .extracting(delivery -> delivery.get("state").asString())
                .containsExactlyInAnyOrder("CONFIRMED", "CONFIRMED");
        assertThat(all("/downbeat/v1/alerts")).isEmpty();
        assertVerified();
    }

    @Test
    void one_buyer_on_two_roads_at_once_never_has_an_hour_on_both_and_neither_road_starves() {
        contract(direct("buyer-2"));
        contract(tackle("buyer-2"));
        for (int hour = 1; hour <= 12; hour++) {
            server.advanceTo("2025-01-05T%02d:30:00Z".formatted(hour));
            use("2025-01-05T%02d:15:00Z".formatted(hour), 10);
        }
        server.advanceTo("2025-01-05T16:00:00Z");

        assertThat(hours(held("aws"))).hasSizeGreaterThan(4).doesNotContainAnyElementsOf(hours(held("tackle")));
        assertThat(hours(held("tackle"))).hasSizeGreaterThan(4);
        // Each contract owes 12 times 123 cents, and the last hours have made up for those that went to the other.
        assertThat(sum(held("aws"))).isEqualTo(1476);
        assertThat(sum(held("tackle"))).isEqualTo(1476);
        assertVerified();
    }

    @Test
    void when_the_contract_ends_its_last_hour_goes_out_and_nothing_after_it() {
        String contract = contract(tackle("buyer-3"));
        server.advanceTo("2025-01-10T09:40:00Z");
        use("2025-01-10T09:30:00Z", 7);
        ok("/v1/contracts/updateEndDate", """
            {'customer_id': '%s', 'contract_id': '%s', 'ending_before': '2025-01-10T10:00:00Z'}\
            """.formatted(customer, contract));
        server.advanceTo("2025-01-10T10:04:59Z");
        assertThat(held("tackle")).isEmpty();
        server.advanceTo("2025-01-10T10:05:00Z");
        // 86.1 cents: rounded half up, as the invoice will be.
        assertThat(sum(held("tackle"))).isEqualTo(86);
        assertThat(hours(held("tackle"))).containsExactly(Instant.parse("2025-01-10T09:00:00Z"));
        use("2025-01-10T10:01:00Z", 100);
        server.advanceTo("2025-01-12T02:00:00Z");
        assertThat(sum(held("tackle"))).isEqualTo(86).isEqualTo(total("2025-01-01"));
        assertVerified();
    }

    @Test
    void a_voided_invoice_and_its_metering_say_what_remains() {
        contract(tackle("buyer-4"));
        server.advanceTo("2025-01-10T09:40:00Z");
        use("2025-01-10T09:30:00Z", 10);
        server.advanceTo("2025-02-02T01:00:00Z");
        String invoice = all("/downbeat/v1/meterSlots")
                .getFirst()
                .at("/parts/0/invoice_id")
                .asString();
        ok("/v1/invoices/void", "{'id': '%s'}".formatted(invoice));
        server.advanceTo("2025-02-02T02:00:00Z");
        assertThat(metering(invoice).get("remainder_cents").asLong()).isEqualTo(-123);
        assertThat(metering(invoice).get("remainder_reason").asString()).contains("gives nothing back");
        JsonNode shown = server.api()
                .get("/v1/customers/" + customer + "/invoices/" + invoice)
                .ok()
                .get("data");
        assertThat(shown.toString()).contains("123 cents were metered before the invoice was voided");

        String again = id(ok("/v1/invoices/regenerate", "{'id': '%s'}".formatted(invoice)));
        server.advanceTo("2025-02-02T03:00:00Z");
        assertThat(metering(again).get("confirmed_cents").asLong()).isEqualTo(123);
        assertThat(metering(again).get("remainder_cents").asLong()).isZero();
        assertThat(metering(invoice).get("remainder_cents").asLong()).isZero();
        assertThat(sum(held("tackle"))).isEqualTo(123);
    }

    @Test
    void what_tackle_does_not_confirm_is_on_the_wire_as_sent_and_then_among_the_alerts() {
        contract(tackle("stuck"));
        server.advanceTo("2025-01-05T01:30:00Z");
        use("2025-01-05T01:15:00Z", 10);
        server.advanceTo("2025-01-05T02:30:00Z");
        JsonNode slot = all("/downbeat/v1/meterSlots").getFirst();
        assertThat(slot.get("state").asString()).isEqualTo("SENT");
        String invoice = slot.at("/parts/0/invoice_id").asString();
        JsonNode metering = metering(invoice);
        assertThat(metering.get("handed_over_cents").asLong()).isEqualTo(123);
        assertThat(metering.get("confirmed_cents").asLong()).isZero();
        assertThat(metering.get("remainder_cents").asLong()).isZero();

        server.advanceTo("2025-01-05T06:50:00Z");
        JsonNode page = server.api().get("/downbeat/v1/alerts?limit=1").ok();
        JsonNode alert = page.at("/data/0");
        assertThat(alert.get("kind").asString()).isEqualTo("DEADLINE_CLOSE");
        assertThat(alert.get("subject").asString()).isEqualTo(slot.get("id").asString());
        assertThat(alert.get("deadline_at").asString()).isEqualTo("2025-01-05T07:00:00.000Z");
        assertThat(alert.get("raised_at").asString()).isEqualTo("2025-01-05T06:45:00.000Z");
        assertThat(alert.get("detail").asString()).contains("123 cents");
        JsonNode next = server.api()
                .get("/downbeat/v1/alerts?limit=1&next_page="
                        + page.get("next_page").asString())
                .ok();
        assertThat(next.at("/data/0/kind").asString()).isEqualTo("DEADLINE_NEAR");
        assertThat(next.get("next_page").isNull()).isTrue();

        server.advanceTo("2025-01-05T07:00:00Z");
        assertThat(all("/downbeat/v1/alerts"))
                .singleElement()
                .satisfies(parked -> assertThat(parked.get("kind").asString()).isEqualTo("SLOT_PARKED"));
        ok("/downbeat/v1/meterSlots/" + slot.get("id").asString() + "/resolve", "{'provider_ref': 'seen-at-tackle'}");
        assertThat(server.audited("resolve_metering_record")).isEqualTo(1);
        assertThat(all("/downbeat/v1/alerts")).isEmpty();
    }
}
