package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.connectors.gcp.GoogleKeys;
import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One contract that moves from Stripe to Azure and on to Google: each period at its provider, to the cent. */
class CloudsOnAServerTest {
    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture.Customer acme;
    private String azure;
    private String gcp;

    @BeforeEach
    void a_customer_of_three_providers() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        sandbox = server.sandbox();
        AccountFixture account = AccountFixture.setUp(server.api());
        setUp("azure_marketplace", """
            {"azure_tenant_id": "contoso", "azure_client_id": "app-1", "raw_azure_client_secret": "sandbox-secret"}\
            """);
        setUp(
                "gcp_marketplace",
                "{\"gcp_provider_id\": \"provider-1\", \"raw_gcp_service_account_key\": "
                        + Json.write(GoogleKeys.serviceAccount(sandbox.uri(), "meter@project.iam")) + "}");
        acme = account.customer("acme");
        azure = configure("azure_marketplace", "{\"azure_subscription_id\": \"sub-acme\"}");
        gcp = configure(
                "gcp_marketplace",
                "{\"gcp_entitlement_id\": \"ent-acme\", \"gcp_service_name\": \"acme.endpoints.cloud.goog\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void setUp(String provider, String configuration) {
        String answer = server.api()
                .post("/v1/setUpBillingProvider", """
                    {"billing_provider": "%s", "delivery_method": "direct_to_billing_provider", "configuration": %s}\
                    """.formatted(provider, configuration))
                .ok()
                .toString();
        assertThat(answer).doesNotContain("PRIVATE KEY").doesNotContain("sandbox-secret");
    }

    private String configure(String provider, String configuration) {
        return server.api()
                .post("/v1/setCustomerBillingProviderConfigurations", """
                    {"data": [{"customer_id": "%s", "billing_provider": "%s",
                      "delivery_method": "direct_to_billing_provider", "configuration": %s}]}\
                    """.formatted(acme.id(), provider, configuration))
                .ok()
                .at("/data/0/id")
                .stringValue();
    }

    private long held(String provider) {
        return sandbox.ledger().stream()
                .filter(entry -> entry.provider().equals(provider))
                .mapToLong(LedgerEntry::amount)
                .sum();
    }

    @Test
    void each_period_is_at_the_provider_of_its_segment_to_the_cent() {
        sandbox.setFaults(List.of(
                Fault.of("azure", "usage_event", "apply_then_drop").probability(0.3, 1),
                Fault.of("azure", "usage_event", "drop_before").probability(0.2, 2),
                Fault.of("gcp", "report", "apply_then_drop").probability(0.3, 3),
                Fault.of("gcp", "report", "unavailable").probability(0.2, 4)));
        var contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("jan", "2025-01-01T05:00:00Z", 700);
        server.advanceTo("2025-01-20T00:00:00Z");
        contract.change(azure, "START_OF_NEXT_PERIOD").ok();
        for (int day = 1; day <= 28; day += 3) {
            server.advanceTo("2025-02-%02dT10:30:00Z".formatted(day));
            acme.use("feb" + day, "2025-02-%02dT10:15:00Z".formatted(day), 100 + day);
        }
        contract.change(gcp, "START_OF_NEXT_PERIOD").ok();
        acme.use("feb-last", "2025-02-28T10:20:00Z", 3);
        for (int day = 1; day <= 31; day += 3) {
            server.advanceTo("2025-03-%02dT10:30:00Z".formatted(day));
            acme.use("mar" + day, "2025-03-%02dT10:15:00Z".formatted(day), 200 + day);
        }
        sandbox.clearFaults();
        server.advanceTo("2025-04-03T00:00:00Z");

        assertThat(contract.deliveries())
                .allSatisfy(delivery -> assertThat(delivery.get("state").stringValue())
                        .as(delivery.toString())
                        .isIn("SENT", "CONFIRMED", "SKIPPED"));
        assertThat(held("stripe")).isEqualTo(total("2025-01")).isEqualTo(700);
        assertThat(held("azure")).isEqualTo(total("2025-02")).isPositive();
        assertThat(held("gcp")).isEqualTo(total("2025-03")).isPositive();
        assertThat(sandbox.ledger().stream().filter(entry -> entry.slot() != null))
                .allMatch(entry -> entry.meterSlot().refused() == 0);
        assertThat(server.api()
                        .post(
                                "/downbeat/v1/verify",
                                "{\"from\": \"2025-01-01T00:00:00Z\", \"to\": \"2025-05-01T00:00:00Z\"}")
                        .ok()
                        .toString())
                .contains("\"ok\":true");
    }

    private long total(String month) {
        return acme.invoices().stream()
                .filter(invoice -> invoice.path("start_timestamp").asString("").startsWith(month))
                .mapToLong(CloudsOnAServerTest::total)
                .sum();
    }

    private static long total(JsonNode invoice) {
        assertThat(invoice.get("status").stringValue()).isEqualTo("FINALIZED");
        return invoice.get("total").decimalValue().longValueExact();
    }
}
