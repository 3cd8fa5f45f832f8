package io.downbeat.connectors.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.MeteringHarness;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record names the plan of its customer, and customers take another plan when they like. */
class AzurePlansTest {
    private static final Map<String, String> KEYS =
            Map.of("azure_tenant_id", "contoso", "azure_client_id", "app-1", "raw_azure_client_secret", "s3cret");

    private final DeliveryMethodId account = new DeliveryMethodId(UUID.randomUUID());
    private Sandbox sandbox;
    private MeteringHarness harness;
    private ProviderConfiguration acme;
    private MeteringHarness.Draft june;

    @BeforeEach
    void one_hour_is_due() {
        harness = new MeteringHarness("2025-06-01T00:00:00Z", clock -> {
            try {
                sandbox = Sandbox.start("127.0.0.1", 0, clock);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            URI azure = URI.create(sandbox.uri() + "/azure");
            var settings = new AzureSettings(azure, azure, AzureSettings.USUAL_WINDOW);
            return AzureConnector.to(settings, method -> KEYS, clock, Duration.ofSeconds(2));
        });
        acme = buyer("acme");
        june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("2500");
    }

    @AfterEach
    void the_ledger_agrees_with_itself() {
        assertThat(harness.violations()).isEmpty();
        harness.close();
        sandbox.close();
    }

    private ProviderConfiguration buyer(String subscription) {
        return harness.direct(
                BillingProvider.AZURE_MARKETPLACE,
                account,
                "{'azure_subscription_id':'" + subscription + "'}",
                "{'azure_tenant_id':'contoso','azure_client_id':'app-1'}");
    }

    private List<LedgerEntry> held() {
        return sandbox.ledger();
    }

    private List<String> states(ProviderConfiguration configuration) {
        return harness.slots(configuration).stream()
                .map(slot -> slot.quantity() + " " + slot.state())
                .toList();
    }

    private void fault(String step, String fault) {
        sandbox.setFaults(List.of(Fault.of("azure", step, fault)));
    }

    @Test
    void a_customer_who_took_another_plan_is_metered_under_the_new_one() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        fault("usage_event", "plan_changed");
        harness.advanceTo("2025-06-01T02:30:00Z");
        assertThat(states(acme)).containsExactly("2500 CONFIRMED", "100 CONFIRMED");
        assertThat(held())
                .extracting(record -> record.meterSlot().productCode())
                .containsExactly("gold", "gold-1");
    }

    @Test
    void a_plan_that_changes_between_reading_it_and_metering_refuses_nothing() {
        fault("usage_event", "plan_changed");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states(acme)).containsExactly("2500 CONFIRMED");
        assertThat(held())
                .extracting(record -> record.meterSlot().productCode())
                .containsExactly("gold-1");
    }

    @Test
    void a_question_for_the_plan_that_timed_out_is_no_refusal_of_the_record() {
        fault("get_subscription", "timed_out");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states(acme)).containsExactly("2500 CONFIRMED");
        assertThat(sandbox.calls()).containsEntry("azure/get_subscription", 2);
    }

    @Test
    void a_plan_that_is_refused_twice_although_it_was_read_anew_is_refused() {
        sandbox.setFaults(
                List.of(Fault.of("azure", "usage_event", "bad_request").times(2)));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states(acme)).containsExactly("2500 REJECTED");
        assertThat(sandbox.calls()).containsEntry("azure/get_subscription", 2).containsEntry("azure/usage_event", 2);
    }
}
