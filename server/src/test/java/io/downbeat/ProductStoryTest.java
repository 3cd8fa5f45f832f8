package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The product story of design.md part 6, end to end: one customer moves Stripe, Stripe, AWS, Stripe. */
class ProductStoryTest {

    @Test
    void a_customer_moves_between_providers_and_every_invoice_goes_to_one_of_them_once() throws IOException {
        try (Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
                TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z", providers(sandbox))) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer acme = account.customer("acme");
            AccountFixture.Contract contract =
                    acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
                        , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items':
                            [{'timestamp': '2025-02-03T00:00:00Z', 'unit_price': 50000, 'quantity': 1}]}}]\
                        """.formatted(account.fixedProduct));

            // January goes to the first configuration, one day after it ended and not before.
            month(server, acme, YearMonth.of(2025, 1));
            server.advanceTo("2025-02-01T23:59:59Z");
            assertThat(contract.deliveries()).isEmpty();
            server.advanceTo("2025-02-02T00:00:00Z");
            assertThat(delivery(contract, acme, "2025-01").get("state").stringValue())
                    .isIn("SENT", "CONFIRMED");

            // The February charge is sent on the 3rd; the correction on the 10th does not touch it.
            server.advanceTo("2025-02-10T12:00:00Z");
            contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
            month(server, acme, YearMonth.of(2025, 2));
            sandbox.addFaults(List.of(Fault.of("stripe", "create_invoice", "apply_then_drop")));
            server.advanceTo("2025-03-02T00:00:00Z");
            server.advanceTo("2025-03-02T01:00:00Z");

            // March stays with Stripe; AWS begins with April.
            month(server, acme, YearMonth.of(2025, 3));
            contract.change(acme.aws(), "START_OF_NEXT_PERIOD").ok();
            server.advanceTo("2025-04-01T00:00:00Z");
            month(server, acme, YearMonth.of(2025, 4));
            sandbox.addFaults(List.of(Fault.of("aws", "batch_meter_usage", "apply_then_drop")));
            month(server, acme, YearMonth.of(2025, 5));
            contract.change(acme.stripe(), "START_OF_NEXT_PERIOD").ok();
            month(server, acme, YearMonth.of(2025, 6));
            server.advanceTo("2025-07-02T02:00:00Z");

            assertThat(configurations(contract))
                    .containsExactly(
                            "2025-01-01 " + acme.stripe(),
                            "2025-02-01 " + acme.otherStripe(),
                            "2025-04-01 " + acme.aws(),
                            "2025-06-01 " + acme.stripe());
            assertThat(configurationOf(contract, acme, "2025-01")).isEqualTo(acme.stripe());
            assertThat(configurationOf(contract, acme, "2025-02")).isEqualTo(acme.otherStripe());
            assertThat(configurationOf(contract, acme, "2025-03")).isEqualTo(acme.otherStripe());
            assertThat(configurationOf(contract, acme, "2025-04")).isEqualTo(acme.aws());
            assertThat(configurationOf(contract, acme, "2025-05")).isEqualTo(acme.aws());
            assertThat(configurationOf(contract, acme, "2025-06")).isEqualTo(acme.stripe());
            chargeStayed(contract, acme);
            eachIsHeldOnce(contract, acme, sandbox);
            JsonNode verdict = server.api()
                    .post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-08-01T00:00:00Z'}")
                    .ok();
            assertThat(verdict.get("ok").booleanValue()).as(verdict.toString()).isTrue();
        }
    }

    private static Map<String, String> providers(Sandbox sandbox) {
        return Map.of(
                "DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe",
                "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox.uri() + "/aws",
                "DOWNBEAT_STS_ENDPOINT", sandbox.uri() + "/aws");
    }

    /** Some usage on the 11th and on the 25th of a month, used when it is that day. */
    private static void month(TestServer server, AccountFixture.Customer customer, YearMonth month) {
        for (int day : List.of(11, 25)) {
            String at = month.atDay(day) + "T10:30:00Z";
            server.advanceTo(at);
            customer.use("t-" + month + day, at, 100L * month.getMonthValue() + day);
        }
    }

    private static List<String> configurations(AccountFixture.Contract contract) {
        return contract.read()
                .get("billing_provider_configuration_schedule")
                .valueStream()
                .map(segment -> segment.get("effective_at").stringValue().substring(0, 10) + " "
                        + segment.at("/billing_provider_configuration/id").stringValue())
                .toList();
    }

    private static JsonNode usageInvoice(AccountFixture.Customer customer, String month) {
        return customer.invoices().stream()
                .filter(invoice -> invoice.get("type").stringValue().equals("USAGE"))
                .filter(invoice -> invoice.get("start_timestamp").stringValue().startsWith(month))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode delivery(AccountFixture.Contract contract, AccountFixture.Customer customer, String month) {
        String invoice = usageInvoice(customer, month).get("id").stringValue();
        return contract.deliveries().stream()
                .filter(delivery -> delivery.get("invoice_id").stringValue().equals(invoice))
                .findFirst()
                .orElseThrow();
    }

    private static String configurationOf(
            AccountFixture.Contract contract, AccountFixture.Customer customer, String month) {
        return delivery(contract, customer, month)
                .get("billing_provider_configuration_id")
                .stringValue();
    }

    private static void chargeStayed(AccountFixture.Contract contract, AccountFixture.Customer customer) {
        JsonNode charge = customer.invoices().stream()
                .filter(invoice -> invoice.get("type").stringValue().equals("SCHEDULED"))
                .findFirst()
                .orElseThrow();
        assertThat(contract.deliveries().stream()
                        .filter(delivery -> delivery.get("invoice_id").equals(charge.get("id")))
                        .map(delivery -> delivery.get("billing_provider_configuration_id")
                                .stringValue()))
                .as("a charge already sent stays where it went")
                .containsExactly(customer.stripe());
    }

    private static void eachIsHeldOnce(
            AccountFixture.Contract contract, AccountFixture.Customer customer, Sandbox sandbox) {
        List<JsonNode> deliveries = contract.deliveries();
        assertThat(deliveries).hasSize(7);
        for (JsonNode delivery : deliveries) {
            assertThat(delivery.get("state").stringValue())
                    .as(delivery.toString())
                    .isIn("SENT", "CONFIRMED");
            JsonNode invoice = customer.invoices().stream()
                    .filter(one -> one.get("id").equals(delivery.get("invoice_id")))
                    .findFirst()
                    .orElseThrow();
            boolean metered = delivery.get("billing_provider").stringValue().equals("aws_marketplace");
            List<LedgerEntry> held = sandbox.ledger().stream()
                    .filter(entry -> metered
                            ? isIn(entry, invoice)
                            : entry.charged()
                                    && delivery.get("id").stringValue().equals(entry.reference()))
                    .toList();
            assertThat(held.stream().mapToLong(LedgerEntry::amount).sum())
                    .as("what the provider holds of %s", invoice)
                    .isEqualTo(invoice.get("total").decimalValue().longValueExact());
            assertThat(metered || held.size() == 1).isTrue();
        }
    }

    private static boolean isIn(LedgerEntry entry, JsonNode invoice) {
        return entry.slot() != null
                && !entry.slot()
                        .hour()
                        .isBefore(Instant.parse(invoice.get("start_timestamp").stringValue()))
                && entry.slot()
                        .hour()
                        .isBefore(Instant.parse(invoice.get("end_timestamp").stringValue()));
    }
}
