package io.downbeat.connectors.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.Marketplace;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceHarness;
import io.downbeat.platform.Notification;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger against a simulated Google Cloud, with everything that Google is known to do to a request. */
class GcpConnectorTest extends MarketplaceHarness {
    private static final String SERVICE = "acme.endpoints.sandbox.cloud.goog";

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private MarketplaceConnector connector;

    private static final Marketplace GOOGLE = new Marketplace(
            "gcp",
            "report",
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
                    "unprocessed",
                    "token_revoked"),
            List.of(
                    new Marketplace.Question("token", "drop_before"),
                    new Marketplace.Question("token", "unavailable"),
                    new Marketplace.Question("get_entitlement", "server_error"),
                    new Marketplace.Question("get_entitlement", "drop_mid_body"),
                    new Marketplace.Question("check", "apply_then_drop"),
                    new Marketplace.Question("check", "drop_mid_body"),
                    new Marketplace.Question("check", "server_error"),
                    new Marketplace.Question("check", "rate_limited"),
                    new Marketplace.Question("check", "token_revoked")),
            List.of(
                    new Marketplace.AccountPause(
                            Fault.of("gcp", "report", "rate_limited").retryAfter(600), "2025-06-01T01:15:00Z"),
                    new Marketplace.AccountPause(Fault.of("gcp", "report", "unauthorized"), "2025-06-01T01:06:00Z")),
            new Marketplace.WrongKey(
                    "raw_gcp_service_account_key",
                    key -> key.replace("meter@", "unknown@"),
                    "account not found",
                    "2025-06-01T01:30:00Z"),
            PATIENCE,
            List.of(
                    Fault.of("gcp", "report", "apply_then_drop").probability(0.2, 1),
                    Fault.of("gcp", "report", "drop_before").probability(0.2, 2),
                    Fault.of("gcp", "report", "server_error_after").probability(0.1, 3),
                    Fault.of("gcp", "check", "unavailable").probability(0.1, 4),
                    Fault.of("gcp", "report", "token_revoked").probability(0.1, 5)));

    @Override
    protected Marketplace marketplace() {
        return GOOGLE;
    }

    @Override
    protected Map<String, String> rightKeys() {
        return Map.of(
                "gcp_provider_id",
                "provider-1",
                "raw_gcp_service_account_key",
                GoogleKeys.serviceAccount(sandbox.uri(), "meter@project.iam"));
    }

    @Override
    protected MarketplaceConnector connector(InstantSource clock) {
        URI gcp = URI.create(sandbox.uri() + "/gcp");
        connector =
                GcpConnector.to(new GcpSettings(gcp, gcp, GcpSettings.USUAL_WINDOW), method -> keys, clock, PATIENCE);
        return connector;
    }

    @Override
    protected ProviderConfiguration acme() {
        return buyer("ent-1");
    }

    private ProviderConfiguration buyer(String entitlement) {
        return buyer(entitlement, SERVICE);
    }

    private ProviderConfiguration buyer(String entitlement, String service) {
        return harness.direct(
                BillingProvider.GCP_MARKETPLACE,
                account,
                "{'gcp_entitlement_id':'" + entitlement + "','gcp_service_name':'" + service + "'}",
                "{'gcp_provider_id':'provider-1'}");
    }

    @Test
    void a_record_reaches_google_for_the_consumer_of_its_entitlement() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).singleElement().satisfies(record -> {
            assertThat(record.amount()).isEqualTo(2500);
            assertThat(record.account()).isEqualTo("meter@project.iam");
            assertThat(record.customer()).isEqualTo("project_number:sandbox-ent-1");
            assertThat(record.meterSlot().dimension()).isEqualTo("usage_fee");
            assertThat(record.meterSlot().hour()).isEqualTo("2025-06-01T00:00:00Z");
            assertThat(UUID.fromString(record.id()).version()).isEqualTo(5);
        });
        assertThat(sandbox.calls())
                .containsEntry("gcp/token", 1)
                .containsEntry("gcp/get_entitlement", 1)
                .containsEntry("gcp/check", 1)
                .containsEntry("gcp/report", 1);
    }

    @Test
    void each_hour_is_an_operation_of_its_own_whose_interval_meets_the_next() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(held()).extracting(LedgerEntry::id).doesNotHaveDuplicates().hasSize(2);
        var address = connector.addressOf(
                Map.of("gcp_provider_id", "p", "gcp_service_name", SERVICE, "gcp_entitlement_id", "ent-1"));
        var keys = Map.of("gcp_entitlement_id", "ent-1");
        var first = Json.read(connector.freeze(address, keys, "usage_fee", Instant.parse("2025-06-01T00:00:00Z"), 1));
        var second = Json.read(connector.freeze(address, keys, "usage_fee", Instant.parse("2025-06-01T01:00:00Z"), 1));
        assertThat(first.at("/operation/endTime")).isEqualTo(second.at("/operation/startTime"));
        assertThat(first.at("/operation/operationId").asString())
                .isEqualTo(held().getFirst().id());
        assertThat(first.at("/operation").has("userLabels")).isFalse();
    }

    @Test
    void a_consumer_is_checked_once_a_minute_at_most() {
        sandbox.setFaults(List.of(atWrite("drop_before").times(4)));
        harness.advanceTo("2025-06-01T01:05:58Z");
        assertThat(sandbox.calls().get("gcp/report")).isGreaterThan(3);
        assertThat(sandbox.calls()).containsEntry("gcp/check", 1);
        june.due("2600");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(sandbox.calls()).containsEntry("gcp/check", 2);
    }

    @Test
    void a_record_that_stays_without_an_answer_is_parked_when_its_window_ends() {
        sandbox.setFaults(List.of(atWrite("apply_then_drop").always()));
        harness.advanceTo("2025-06-01T02:59:59Z");
        assertThat(states()).containsExactly("2500 UNKNOWN");
        harness.advanceTo("2025-06-01T03:00:00Z");
        assertThat(states()).containsExactly("2500 PARKED");
        assertThat(held()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "suspended-1, ENTITLEMENT_SUSPENDED",
        "cancelled-1, ENTITLEMENT_CANCELLED",
        "missing-1, not found",
        "unbilled-1, BILLING_DISABLED"
    })
    void a_buyer_that_google_does_not_bill_is_rejected_in_its_own_words(String entitlement, String words) {
        ProviderConfiguration bad = buyer(entitlement);
        assertNotBilled(bad, words);
        assertThat(harness.told).hasSize(1);
        Notification told = harness.told.getFirst();
        assertThat(told.type()).isEqualTo("marketplaces.gcp_metering_disabled");
        assertThat(told.properties())
                .containsEntry("customer_id", bad.customer().value())
                .containsEntry("gcp_entitlement_id", entitlement)
                .containsEntry("gcp_service_name", SERVICE);
        // Google names it even once the entitlement is out of force, but knows nothing of one that is not there.
        assertThat(told.properties().containsKey("gcp_usage_reporting_id")).isNotEqualTo(words.equals("not found"));
    }

    @Test
    void a_service_that_google_does_not_know_is_rejected_and_holds_nobody_else_back() {
        ProviderConfiguration bad = buyer("ent-2", "missing.endpoints.cloud.goog");
        meterToo(bad, "7");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states(bad)).containsExactly("7 REJECTED");
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    @Test
    void a_buyer_whose_billing_is_mended_pays_in_the_next_hour() {
        sandbox.setFaults(List.of(Fault.of("gcp", "check", "customer_not_subscribed")));
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(states()).containsExactly("2500 REJECTED", "2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @Test
    void wrong_credentials_are_reported_once_more_when_half_of_googles_window_is_over() {
        keys.compute("raw_gcp_service_account_key", (_, right) -> right.replace("meter@", "unknown@"));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(harness.alerts()).containsExactlyInAnyOrder("ACCOUNT_REFUSED", "DEADLINE_NEAR");
    }

    @Test
    void an_entitlement_that_is_another_partners_stops_its_buyer_and_holds_up_nobody() {
        ProviderConfiguration foreign = buyer("foreign-1");
        var theirs = harness.draft(foreign, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        theirs.due("700");
        harness.advanceTo("2025-06-01T03:30:00Z");

        assertThat(harness.slots(acme))
                .allSatisfy(slot -> assertThat(slot.state()).hasToString("CONFIRMED"));
        assertThat(harness.slots(foreign)).hasSize(3).allSatisfy(slot -> {
            assertThat(slot.state()).hasToString("REJECTED");
            assertThat(slot.error()).contains("does not have permission", "foreign-1");
        });
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
    }

    @Test
    void an_account_without_rights_is_the_accounts_matter_and_stops_no_buyer() {
        sandbox.setFaults(List.of(
                Fault.of("gcp", "get_entitlement", "unauthorized").always(),
                Fault.of("gcp", "list_entitlements", "unauthorized").always()));
        harness.advanceTo("2025-06-01T01:29:00Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(harness.alerts()).containsExactly("ACCOUNT_REFUSED");

        sandbox.setFaults(List.of());
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'client_email':'a','token_uri':'http://127.0.0.1:1/token','private_key':'top-secret'}",
                "{'client_email':'a','token_uri':'top-secret','private_key':'top-secret'}",
                "{'client_email':'a','private_key':'top-secret'}",
                "'top-secret",
                "{'token_uri':'http://127.0.0.1:1/token'}"
            })
    void a_key_that_cannot_work_is_told_without_quoting_it(String key) {
        keys.put("raw_gcp_service_account_key", key.replace('\'', '"'));
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(harness.alerts()).containsExactly("ACCOUNT_REFUSED");
        assertThat(harness.slots(acme).getFirst().error())
                .contains("raw_gcp_service_account_key")
                .doesNotContain("top-secret");
    }

    @Test
    void a_federated_identity_from_a_file_stands_in_for_a_service_account(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token.json"), "{\"access_token\":\"token-of-elsewhere\"}");
        federate(
                "{'file':" + Json.write(file.toString())
                        + ",'format':{'type':'json','subject_token_field_name':'access_token'}}",
                true);
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held().getFirst().account()).isEqualTo("meter@project.iam");
        assertThat(sandbox.calls())
                .containsEntry("gcp/sts_token", 1)
                .containsEntry("gcp/impersonate", 1)
                .doesNotContainKey("gcp/token");
    }

    @Test
    void a_federated_identity_may_act_for_itself_and_come_from_a_url() throws IOException {
        try (var elsewhere = GoogleKeys.answering("token-of-elsewhere")) {
            federate("{'url':'" + elsewhere.uri() + "','headers':{'Metadata':'true'}}", false);
            harness.advanceTo("2025-06-01T01:05:00Z");
            assertThat(elsewhere.header("Metadata")).isEqualTo("true");
        }
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(sandbox.calls()).doesNotContainKey("gcp/impersonate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'file':'/no/such/file'}", "{'executable':{'command':'/bin/true'}}", "{}"})
    void a_federated_identity_that_cannot_be_had_holds_slots_back(String source) {
        federate(source, true);
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(harness.slots(acme).getFirst().error()).contains("credential_source");
    }

    private void federate(String source, boolean impersonates) {
        keys.remove("raw_gcp_service_account_key");
        keys.put(
                "raw_gcp_workload_identity_federation_config",
                GoogleKeys.federation(sandbox.uri(), source, impersonates));
    }

    @ParameterizedTest
    @CsvSource({
        "ent-1, credentials OK customer OK service OK currency OK",
        "suspended-1, credentials OK customer FAILED currency OK",
        "missing-1, credentials OK customer FAILED currency OK",
        "unbilled-1, credentials OK customer OK service FAILED currency OK"
    })
    void a_preflight_says_what_would_stand_in_the_way(String entitlement, String points) {
        assertThat(preflight(buyer(entitlement))).isEqualTo(points);
        assertThat(held()).isEmpty();
    }

    @Test
    void a_preflight_sees_wrong_credentials() {
        keys.put("raw_gcp_service_account_key", GoogleKeys.serviceAccount(sandbox.uri(), "unknown@project.iam"));
        assertThat(preflight(buyer("ent-1"))).isEqualTo("credentials FAILED currency OK");
    }

    @Test
    void nobody_can_ask_google_what_it_holds() {
        var configured = Map.of("gcp_provider_id", "p", "gcp_service_name", SERVICE, "gcp_entitlement_id", "ent-1");
        assertThat(connector.readBack(
                        new MarketplaceConnector.Buyer(account, connector.addressOf(configured), configured),
                        "usage_fee",
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(3600)))
                .isInstanceOf(MarketplaceConnector.Readback.CannotAsk.class);
    }
}
