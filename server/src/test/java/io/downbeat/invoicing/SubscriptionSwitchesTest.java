package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.Console;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where the charges of subscriptions go when Stripe is followed by AWS from 2025-06-01 on (subscriptions.md 1.5). */
class SubscriptionSwitchesTest {
    private static TestServer server;
    private static Api api;
    private static final Map<String, AccountFixture.Contract> ROWS = new TreeMap<>();
    private static JsonNode preview;
    private static String page = "";

    @BeforeAll
    static void play() throws Exception {
        server = TestServer.startedAt("2025-05-01T00:00:00Z");
        api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        String team = api.post("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': 'MONTHLY'}\
            """.formatted(account.rateCard, team))
                .ok();
        agree(account, "S34", team, "BILL_IMMEDIATELY", "ON_USAGE_INVOICE");
        agree(account, "S35", team, "BILL_IMMEDIATELY", "ON_SCHEDULED_INVOICE");
        agree(account, "S36", team, "BILL_ON_NEXT_COLLECTION_DATE", "ON_USAGE_INVOICE");
        server.advanceTo("2025-05-15T00:00:00Z");
        AccountFixture.Contract first = ROWS.get("S34");
        preview = api.post(
                        "/downbeat/v1/contracts/previewProviderChange",
                        first.changeBody(first.customer().aws(), "START_OF_NEXT_PERIOD"))
                .ok()
                .get("data");
        try (Console console = Console.signedIn(api.uri(), TestServer.TOKEN)) {
            page = console.get("/console/contracts/" + first.id() + "/switch/preview?billing_provider_configuration_id="
                            + first.customer().aws() + "&effective_at=START_OF_NEXT_PERIOD")
                    .body();
        }
        ROWS.values()
                .forEach(one ->
                        one.change(one.customer().aws(), "START_OF_NEXT_PERIOD").ok());
        server.advanceTo("2025-05-20T00:00:00Z");
        for (String row : List.of("S34", "S36")) {
            AccountFixture.Contract one = ROWS.get(row);
            api.post("/v2/contracts/edit", """
                {'customer_id': '%s', 'contract_id': '%s', 'update_subscriptions': [{'subscription_id': '%s',
                  'quantity_updates': [{'starting_at': '2025-05-20T00:00:00Z', 'quantity_delta': 2}]}]}\
                """.formatted(
                                    one.customer().id(),
                                    one.id(),
                                    one.read().at("/subscriptions/0/id").stringValue()))
                    .ok();
        }
        server.advanceTo("2025-07-03T00:00:00Z");
    }

    private static void agree(AccountFixture account, String row, String team, String behavior, String placement) {
        AccountFixture.Customer customer = account.customer(row.toLowerCase(Locale.ROOT));
        ROWS.put(row, customer.contract("2025-05-01T00:00:00Z", customer.stripe(), """
            , 'subscriptions': [{'collection_schedule': 'ADVANCE', 'initial_quantity': 4,
                'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
                'proration': {'invoice_behavior': '%s'}, 'billing_cycle_config': {'invoice_placement': '%s'}}]\
            """.formatted(
                        team, behavior, placement)));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** The invoice that ends on the day, or is dated then, with its provider. */
    private static String sent(String row, String type, String day, String total) {
        AccountFixture.Contract contract = ROWS.get(row);
        JsonNode invoice = invoice(row, type, day);
        assertThat(invoice.get("total").toString()).isEqualTo(total);
        List<String> providers = contract.deliveries().stream()
                .filter(delivery -> delivery.get("invoice_id").equals(invoice.get("id")))
                .map(delivery -> delivery.get("billing_provider").stringValue() + " "
                        + delivery.get("state").stringValue())
                .toList();
        assertThat(providers).hasSize(1);
        return providers.getFirst();
    }

    private static JsonNode invoice(String row, String type, String day) {
        return ROWS.get(row).customer().invoices().stream()
                .filter(one -> one.get("type").stringValue().equals(type))
                .filter(one -> (type.equals("USAGE") ? one.get("end_timestamp") : one.get("issued_at"))
                        .stringValue()
                        .startsWith(day))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> metered(JsonNode invoice) {
        return api.get("/downbeat/v1/meterSlots?invoice_id=" + invoice.get("id").stringValue())
                .ok()
                .get("data")
                .valueStream()
                .map(slot -> slot.get("hour").stringValue().substring(0, 13))
                .toList();
    }

    // S34
    @Test
    void what_rides_on_the_invoice_that_ends_at_the_switch_stays_with_the_old_provider() {
        assertThat(sent("S34", "USAGE", "2025-06-01", "6000")).startsWith("stripe ");
        assertThat(sent("S34", "USAGE", "2025-07-01", "6000")).startsWith("aws_marketplace ");
        assertThat(metered(invoice("S34", "USAGE", "2025-07-01"))).containsExactly("2025-06-30T23");
    }

    // 1.5: the trap that the preview names
    @Test
    void a_preview_names_what_is_charged_ahead_and_goes_to_the_old_provider() {
        JsonNode may = preview.get("invoices")
                .valueStream()
                .filter(one -> one.path("end_timestamp").asString("").startsWith("2025-06-01"))
                .findFirst()
                .orElseThrow();
        assertThat(may.get("changes").booleanValue()).isFalse();
        assertThat(may.at("/advance_charges/0/amount").intValue()).isEqualTo(4000);
        assertThat(may.at("/advance_charges/0/starting_at").stringValue()).startsWith("2025-06-01");
        assertThat(may.at("/advance_charges/0/name").stringValue()).isEqualTo("Team");
        assertThat(page).containsPattern("data-testid=\"riding\">with .*40\\.00.* that subscriptions charge ahead");
    }

    // S35
    @Test
    void what_stands_alone_at_the_switch_goes_to_the_new_provider() {
        assertThat(sent("S35", "SCHEDULED", "2025-06-01", "4000")).startsWith("aws_marketplace ");
        assertThat(metered(invoice("S35", "SCHEDULED", "2025-06-01"))).containsExactly("2025-06-01T00");
        assertThat(sent("S35", "SCHEDULED", "2025-05-01", "4000")).startsWith("stripe ");
    }

    // S36
    @Test
    void an_increase_before_the_switch_goes_to_the_old_provider_at_once_or_with_its_period() {
        assertThat(sent("S34", "SCHEDULED", "2025-05-20", "774")).startsWith("stripe ");
        assertThat(sent("S36", "USAGE", "2025-06-01", "6774")).startsWith("stripe ");
    }

    @Test
    void everything_stands_up_to_verify() {
        assertThat(api.post("/downbeat/v1/verify", "{}").ok().get("violations")).isEmpty();
    }
}
