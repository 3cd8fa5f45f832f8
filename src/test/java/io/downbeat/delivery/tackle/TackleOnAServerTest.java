package io.downbeat.delivery.tackle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.BusinessClock;
import io.downbeat.sandbox.Fault;
import io.downbeat.sandbox.LedgerEntry;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.TestServer;
import java.io.IOException;
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

/** One buyer at AWS, reached directly and through Tackle, on the real server and over HTTP on both sides. */
class TackleOnAServerTest {
    private final AtomicReference<InstantSource> time =
            new AtomicReference<>(() -> Instant.parse("2025-01-01T00:00:00Z"));
    private Sandbox sandbox;
    private TestServer server;
    private String customer;
    private String card;

    @BeforeEach
    void both_roads_are_open() throws IOException {
        sandbox = Sandbox.start("127.0.0.1", 0, () -> time.get().instant());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z",
                Map.of(
                        "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox.uri() + "/aws",
                        "DOWNBEAT_STS_ENDPOINT", sandbox.uri() + "/aws",
                        "DOWNBEAT_TACKLE_API_BASE", sandbox.uri() + "/tackle"));
        time.set(server.bean(BusinessClock.class));
        ok("/v1/setUpBillingProvider", """
            {'billing_provider': 'aws_marketplace', 'delivery_method': 'direct_to_billing_provider',
             'configuration': {'aws_region': 'us-east-1', 'aws_access_key_id': 'AKIA1',
                               'aws_secret_access_key': 'secret'}}\
            """);
        ok("/v1/setUpBillingProvider", """
            {'billing_provider': 'aws_marketplace', 'delivery_method': 'tackle',
             'configuration': {'tackle_product_id': 'tp-1', 'tackle_api_token': 'tk-secret'}}\
            """);
        customer = id(ok("/v1/customers", "{'name': 'Acme', 'ingest_aliases': ['acme']}"));
        String metric = id(ok("/v1/billable-metrics/create", """
            {'name': 'GB', 'aggregation_type': 'SUM', 'aggregation_key': 'gb',
             'event_type_filter': {'in_values': ['transfer']},
             'property_filters': [{'name': 'gb', 'exists': true}]}\
            """));
        String product = id(ok(
                "/v1/contract-pricing/products/create",
                "{'name': 'Transfer', 'type': 'USAGE', 'billable_metric_id': '%s'}".formatted(metric)));
        card = id(ok("/v1/contract-pricing/rate-cards/create", "{'name': 'Standard'}"));
        ok("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 12.3}\
            """.formatted(card, product));
    }

    @AfterEach
    void stop() {
        server.close();
        sandbox.close();
    }

    private String configuration(String method, String buyer) {
        String keys = method.equals("tackle")
                ? "{'aws_customer_account_id': '%1$s-account', 'aws_customer_id': '%1$s', 'aws_product_code': 'prod-1'}"
                : "{'aws_customer_id': '%1$s', 'aws_product_code': 'prod-1', 'aws_region': 'eu-west-1'}";
        return ok("/v1/setCustomerBillingProviderConfigurations", """
            {'data': [{'customer_id': '%s', 'billing_provider': 'aws_marketplace', 'delivery_method': '%s',
              'configuration': %s}]}\
            """.formatted(
                                customer, method, keys.formatted(buyer)))
                .at("/data/0/id")
                .asString();
    }

    private String contract(String configuration) {
        return id(ok("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'rate_card_id': '%s',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'},
             'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'FIRST_OF_MONTH'}}\
            """.formatted(customer, card, configuration)));
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

    private long total(String start) {
        JsonNode invoice = all("/v1/customers/" + customer + "/invoices?limit=100").stream()
                .filter(each -> each.path("start_timestamp").asString("").startsWith(start))
                .findFirst()
                .orElseThrow();
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

    private void assertVerified() {
        JsonNode verdict = ok("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-04-01T00:00:00Z'}");
        assertThat(verdict.toString()).contains("\"ok\":true");
    }

    @Test
    void a_contract_moves_from_aws_to_tackle_and_each_holds_its_month_to_the_cent() {
        String contract = contract(configuration("direct_to_billing_provider", "buyer-1"));
        String tackle = configuration("tackle", "buyer-1");
        ok("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'add_billing_provider_configuration_update': {
              'billing_provider_configuration': {'billing_provider_configuration_id': '%s'},
              'schedule': {'effective_at': 'START_OF_NEXT_PERIOD'}}}\
            """.formatted(customer, contract, tackle));
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
        contract(configuration("direct_to_billing_provider", "buyer-2"));
        contract(configuration("tackle", "buyer-2"));
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
        String contract = contract(configuration("tackle", "buyer-3"));
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
        contract(configuration("tackle", "buyer-4"));
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

    private JsonNode metering(String invoice) {
        return server.api()
                .get("/downbeat/v1/invoices/" + invoice + "/metering")
                .ok()
                .get("data");
    }

    @Test
    void what_tackle_does_not_confirm_is_on_the_wire_as_sent_and_then_among_the_alerts() {
        contract(configuration("tackle", "stuck"));
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
        assertThat(all("/downbeat/v1/alerts")).isEmpty();
    }
}
