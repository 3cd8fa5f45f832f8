package io.downbeat.connectors.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.Marketplace;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceConnector.Readback;
import io.downbeat.metering.MarketplaceHarness;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.platform.Notification;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.faults.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger against a simulated Azure, with everything that Azure is known to do to a request. */
class AzureConnectorTest extends MarketplaceHarness {
    private static final String SECRET = "s3cret-of-the-publisher";

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private MarketplaceConnector connector;

    private static final Marketplace AZURE = new Marketplace(
            "azure",
            "usage_event",
            true,
            List.of(
                    "drop_before",
                    "apply_then_drop",
                    "drop_mid_body",
                    "apply_late",
                    "server_error",
                    "server_error_after",
                    "unavailable",
                    "rate_limited",
                    "internal_error",
                    "token_revoked"),
            List.of(
                    new Marketplace.Question("token", "drop_before"),
                    new Marketplace.Question("token", "unavailable"),
                    new Marketplace.Question("token", "rate_limited"),
                    new Marketplace.Question("get_subscription", "server_error"),
                    new Marketplace.Question("get_subscription", "rate_limited"),
                    new Marketplace.Question("get_subscription", "drop_mid_body"),
                    new Marketplace.Question("get_subscription", "token_revoked")),
            List.of(
                    new Marketplace.AccountPause(
                            Fault.of("azure", "usage_event", "rate_limited").retryAfter(600), "2025-06-01T01:15:00Z"),
                    new Marketplace.AccountPause(
                            Fault.of("azure", "usage_event", "unauthorized"), "2025-06-01T01:06:00Z")),
            new Marketplace.WrongKey(
                    "raw_azure_client_secret", secret -> secret + "_invalid", "AADSTS7000215", "2025-06-01T01:30:00Z"),
            PATIENCE,
            List.of(
                    Fault.of("azure", "usage_event", "apply_then_drop").probability(0.2, 1),
                    Fault.of("azure", "usage_event", "drop_before").probability(0.2, 2),
                    Fault.of("azure", "usage_event", "server_error_after").probability(0.1, 3),
                    Fault.of("azure", "get_subscription", "unavailable").probability(0.1, 4),
                    Fault.of("azure", "usage_event", "token_revoked").probability(0.1, 5)));

    @Override
    protected Marketplace marketplace() {
        return AZURE;
    }

    @Override
    protected Map<String, String> rightKeys() {
        return Map.of("azure_tenant_id", "contoso", "azure_client_id", "app-1", "raw_azure_client_secret", SECRET);
    }

    @Override
    protected MarketplaceConnector connector(InstantSource clock) {
        URI azure = URI.create(sandbox.uri() + "/azure");
        var settings = new AzureSettings(azure, azure, AzureSettings.USUAL_WINDOW);
        connector = AzureConnector.to(settings, method -> keys, clock, PATIENCE);
        return connector;
    }

    @Override
    protected ProviderConfiguration acme() {
        return buyer("acme");
    }

    private ProviderConfiguration buyer(String subscription) {
        return harness.direct(
                BillingProvider.AZURE_MARKETPLACE,
                account,
                "{'azure_subscription_id':'" + subscription + "'}",
                "{'azure_tenant_id':'contoso','azure_client_id':'app-1'}");
    }

    @Test
    void a_record_reaches_azure_under_the_plan_of_its_subscription() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).singleElement().satisfies(record -> {
            assertThat(record.amount()).isEqualTo(2500);
            assertThat(record.account()).isEqualTo("app-1");
            assertThat(record.customer()).isEqualTo("acme");
            assertThat(record.meterSlot().productCode()).isEqualTo("gold");
            assertThat(record.meterSlot().hour()).isEqualTo("2025-06-01T00:00:00Z");
        });
        assertThat(sandbox.calls())
                .containsEntry("azure/token", 1)
                .containsEntry("azure/get_subscription", 1)
                .containsEntry("azure/usage_event", 1);
    }

    @Test
    void several_buyers_share_a_request_of_twenty_five_at_most() {
        for (int i = 0; i < 29; i++) {
            meterToo(buyer("c" + i), "10");
        }
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(held()).hasSize(30);
        assertThat(sandbox.calls()).containsEntry("azure/batch_usage_event", 2).doesNotContainKey("azure/usage_event");
    }

    @Test
    void a_token_and_a_plan_are_kept_while_they_last() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(sandbox.calls()).containsEntry("azure/token", 2).containsEntry("azure/get_subscription", 1);
        assertThat(states()).containsExactly("2500 CONFIRMED", "100 CONFIRMED");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"apply_then_drop", "unprocessed", "request_level_error", "drop_mid_body", "server_error_after"})
    void a_batch_that_went_wrong_is_held_once_too(String fault) {
        ProviderConfiguration other = buyer("other");
        meterToo(other, "7");
        sandbox.setFaults(List.of(Fault.of("azure", "batch_usage_event", fault)));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(states(other)).containsExactly("7 CONFIRMED");
        assertThat(held()).hasSize(2);
    }

    @Test
    void a_duplicate_with_our_quantity_is_our_record_and_brings_its_id() {
        faultAtWrite("apply_then_drop");
        harness.advanceTo("2025-06-01T01:30:00Z");
        june.finalizeAt(2500);
        assertThat(harness.metering.of(june.id).orElseThrow().lastReference())
                .isEqualTo(held().getFirst().id());
    }

    @ParameterizedTest
    @CsvSource({"usage_event, false", "batch_usage_event, true"})
    void an_hour_held_with_another_quantity_is_parked_and_not_sent_again(String step, boolean batch) {
        if (batch) {
            meterToo(buyer("other"), "7");
        }
        sandbox.setFaults(List.of(Fault.of("azure", step, "taken_by_others").matching(batch ? "acme" : "")));
        harness.advanceTo("2025-06-01T02:30:00Z");
        assertThat(states()).containsExactly("2500 PARKED");
        assertThat(harness.slots(acme).getFirst().error())
                .contains("2501 cents")
                .contains("2500");
        assertThat(harness.slots(acme).getFirst().attempts()).isEqualTo(1);
        assertThat(harness.alerts()).contains("SLOT_PARKED");
    }

    @ParameterizedTest
    @CsvSource({
        "unsubscribed-1, Unsubscribed",
        "suspended-1, Suspended",
        "missing-1, not found",
        "foreign-1, not authorized"
    })
    void a_buyer_that_azure_does_not_bill_is_rejected_in_its_own_words(String subscription, String words) {
        ProviderConfiguration bad = buyer(subscription);
        assertNotBilled(bad, words);
        assertThat(harness.told)
                .containsExactly(new Notification(
                        "marketplaces.azure_metering_disabled",
                        Map.of("customer_id", bad.customer().value(), "subscription_id", subscription)));
    }

    /** Azure answers 403 for the subscription of an offer that another application published. */
    @Test
    void a_subscription_of_another_application_holds_up_no_other_customer_of_the_account() {
        ProviderConfiguration foreign = buyer("forbidden-1");
        harness.draft(foreign, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(states(foreign)).containsExactly("7 REJECTED");
        assertThat(harness.slots(foreign).getFirst().error()).contains("different Microsoft Entra app");
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void an_application_that_may_see_no_subscription_at_all_holds_its_slots_back() {
        harness.draft(buyer("forbidden-1"), "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                .due("7");
        june.due("0");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(harness.alerts()).containsExactly("ACCOUNT_REFUSED");
    }

    @Test
    void a_subscription_that_ended_after_its_plan_was_read_gives_its_cents_back_to_the_pool() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        faultAtWrite("customer_not_subscribed");
        harness.advanceTo("2025-06-01T03:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED", "100 REJECTED", "100 CONFIRMED");
    }

    @Test
    void what_azure_calls_expired_rides_in_a_later_hour() {
        // The sandbox's answer for a record that is too old, while our own window is still open.
        assertThat(AzureAnswersTest.single(
                        400,
                        "{'code':'BadArgument','message':'One or more errors have occurred.',"
                                + "'details':[{'code':'Expired','message':'The usage event has expired.'}]}"))
                .isInstanceOf(RecordAnswer.TooLate.class);
    }

    @Test
    void the_days_that_azure_shows_are_the_sums_of_our_hours() {
        meterToo(buyer("other"), "7");
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        harness.advanceTo("2025-06-02T03:05:00Z");
        june.due("2650");
        harness.advanceTo("2025-06-02T05:05:00Z");
        var shown = (Readback.Readings) readBack("2025-06-01T10:00:00Z", "2025-06-02T05:00:00Z");
        assertThat(shown.intervals())
                .extracting(each -> each.from() + " " + each.quantity() + " " + each.status())
                .containsExactly("2025-06-01T00:00:00Z 2600 Accepted", "2025-06-02T00:00:00Z 50 Submitted");
        assertThat(((Readback.Readings) readBack("2025-06-02T00:00:00Z", "2025-06-03T00:00:00Z")).intervals())
                .hasSize(1);

        sandbox.setFaults(List.of(Fault.of("azure", "list_usage", "wrong_total")));
        assertThat(((Readback.Readings) readBack("2025-06-01T00:00:00Z", "2025-06-02T00:00:00Z")).intervals())
                .singleElement()
                .satisfies(day -> {
                    assertThat(day.quantity()).isEqualTo(2599);
                    assertThat(day.status()).isEqualTo("Mismatch");
                });
        sandbox.setFaults(
                List.of(Fault.of("azure", "list_usage", "drop_mid_body").always()));
        assertThat(readBack("2025-06-01T00:00:00Z", "2025-06-02T00:00:00Z")).isInstanceOf(Readback.Failed.class);
    }

    private Readback readBack(String from, String until) {
        var configured = Map.of("azure_subscription_id", "acme");
        return connector.readBack(
                new MarketplaceConnector.Buyer(account, connector.addressOf(configured), configured),
                "usage_fee",
                Instant.parse(from),
                Instant.parse(until));
    }

    @ParameterizedTest
    @CsvSource({
        "acme, credentials OK customer OK plan OK currency OK",
        "suspended-1, credentials OK customer FAILED currency OK",
        "missing-1, credentials OK customer FAILED currency OK"
    })
    void a_preflight_says_what_would_stand_in_the_way(String subscription, String points) {
        assertThat(preflight(buyer(subscription))).isEqualTo(points);
    }

    @Test
    void a_preflight_sees_wrong_credentials_even_while_an_old_token_lasts() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        keys.put("raw_azure_client_secret", "_invalid");
        assertThat(preflight(buyer("acme"))).isEqualTo("credentials FAILED currency OK");
        sandbox.setFaults(List.of(Fault.of("azure", "token", "unavailable").always()));
        assertThat(preflight(buyer("acme"))).isEqualTo("credentials UNKNOWN currency OK");
    }
}
