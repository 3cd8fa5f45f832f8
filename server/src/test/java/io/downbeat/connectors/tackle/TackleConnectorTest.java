package io.downbeat.connectors.tackle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.Marketplace;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceConnector.Readback;
import io.downbeat.metering.MarketplaceHarness;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.Notification;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.faults.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger against a simulated Tackle: what is taken is not metered before a read says so. */
class TackleConnectorTest extends MarketplaceHarness {
    private static final String ACME = "{'aws_customer_id':'acme','aws_product_code':'prod-1'}";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Instant HOUR = Instant.parse("2025-06-01T00:00:00Z");

    private TackleConnector connector;

    private static final Marketplace TACKLE = new Marketplace(
            "tackle",
            "put_usage_record",
            false,
            List.of(
                    "drop_before",
                    "apply_then_drop",
                    "drop_mid_body",
                    "server_error",
                    "server_error_after",
                    "unavailable",
                    "rate_limited"),
            List.of(),
            List.of(),
            new Marketplace.WrongKey("tackle_api_token", _ -> "tk_invalid", "Unauthorized", "2025-06-01T01:40:00Z"),
            null,
            List.of(
                    Fault.of("tackle", "put_usage_record", "apply_then_drop").probability(0.2, 1),
                    Fault.of("tackle", "put_usage_record", "drop_before").probability(0.2, 2),
                    Fault.of("tackle", "*", "rate_limited").probability(0.1, 3),
                    Fault.of("tackle", "*", "server_error").probability(0.1, 4)));

    @Override
    protected Marketplace marketplace() {
        return TACKLE;
    }

    @Override
    protected Map<String, String> rightKeys() {
        return Map.of("tackle_api_token", "tk-secret");
    }

    @Override
    protected MarketplaceConnector connector(InstantSource clock) {
        URI tackle = URI.create(sandbox.uri() + "/tackle");
        connector = new TackleConnector(
                method -> keys, new TackleWire(tackle, PATIENCE), new TackleSettings(tackle, Duration.ofHours(6)));
        return connector;
    }

    @Override
    protected ProviderConfiguration acme() {
        return harness.tackle(account, ACME);
    }

    @Test
    void what_tackle_took_is_sent_and_only_a_read_confirms_it() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 SENT");
        assertThat(held()).singleElement().satisfies(record -> {
            assertThat(record.amount()).isEqualTo(2500);
            assertThat(record.status()).isEqualTo("pending");
            assertThat(record.customer()).isEqualTo("acme");
            assertThat(record.meterSlot().hour()).isEqualTo(HOUR);
            assertThat(record.meterSlot().productCode()).isEqualTo("tp-1");
        });
        assertThat(harness.metering.of(june.id).orElseThrow().cents().handedOver())
                .isEqualTo(2500);
        assertThat(harness.metering.of(june.id).orElseThrow().cents().confirmed())
                .isZero();

        harness.advanceTo("2025-06-01T01:05:19Z");
        assertThat(states()).containsExactly("2500 SENT");
        harness.advanceTo("2025-06-01T01:10:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(harness.slots(acme).getFirst().reference())
                .isEqualTo(held().getFirst().id());
        assertThat(harness.metering.of(june.id).orElseThrow().cents().handedOver())
                .isZero();
        assertThat(sandbox.calls())
                .containsEntry("tackle/put_usage_record", 1)
                .doesNotContainKey("tackle/post_usage_record");
    }

    @Test
    void what_is_handed_over_counts_as_billed() {
        meter(harness.tackle(account, "{'aws_customer_id':'stuck','aws_product_code':'prod-2'}"));
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(states()).containsExactly("2500 SENT", "100 SENT");
    }

    @Test
    void a_record_that_stays_pending_is_told_before_and_parked_at_the_end_of_the_window() {
        meter(harness.tackle(account, "{'aws_customer_id':'stuck','aws_product_code':'prod-2'}"));
        harness.advanceTo("2025-06-01T02:59:59Z");
        assertThat(harness.alerts()).isEmpty();
        harness.advanceTo("2025-06-01T03:00:00Z");
        assertThat(harness.alerts()).containsExactly("DEADLINE_NEAR");
        harness.advanceTo("2025-06-01T05:59:59Z");
        assertThat(harness.alerts()).containsExactly("DEADLINE_CLOSE", "DEADLINE_NEAR");
        assertThat(states()).containsExactly("2500 SENT");
        harness.advanceTo("2025-06-01T06:00:00Z");
        assertThat(states()).containsExactly("2500 PARKED");
        assertThat(harness.alerts()).containsExactly("SLOT_PARKED");
        assertThat(harness.slots(acme).getFirst().error())
                .contains("window is over")
                .contains("resolve or cancel");
    }

    @Test
    void an_answer_that_comes_too_late_is_no_answer_and_its_effect_is_the_only_one() {
        sandbox.setFaults(List.of(atWrite("slow").delayMillis(PATIENCE.toMillis() + 800)));
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.settle();
        assertThat(states()).containsExactly("2500 UNKNOWN");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_wait_that_tackle_asks_for_is_kept() {
        sandbox.setFaults(List.of(atWrite("rate_limited").retryAfter(600)));
        harness.advanceTo("2025-06-01T01:14:59Z");
        assertThat(states()).containsExactly("2500 PENDING");
        harness.advanceTo("2025-06-01T01:16:00Z");
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_lost_answer_and_a_submission_meanwhile_end_confirmed_by_the_conflict() {
        sandbox.setFaults(
                List.of(atWrite("apply_then_drop"), atWrite("drop_before").times(6)));
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(sandbox.calls()).doesNotContainKey("tackle/get_usage_record");
        assertThat(sandbox.calls().get("tackle/find_usage_record")).isEqualTo(1);
        assertThat(held())
                .singleElement()
                .satisfies(record -> assertThat(record.meterSlot().refused()).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {2499, 2501})
    void an_hour_that_somebody_else_had_submitted_with_another_quantity_is_parked(int other) throws Exception {
        harness.advanceTo("2025-06-01T01:00:00Z");
        put(TackleRecord.write("tp-1", "acme", "usage_fee", HOUR, other));
        harness.advanceTo("2025-06-01T01:06:00Z");
        assertThat(states()).containsExactly("2500 PARKED");
        assertThat(harness.slots(acme).getFirst().error())
                .contains(other + " cents")
                .contains("2500");
        assertThat(held())
                .singleElement()
                .satisfies(record -> assertThat(record.amount()).isEqualTo(other));
        assertThat(harness.alerts()).containsExactly("SLOT_PARKED");
    }

    @Test
    void a_quantity_that_tackle_changed_is_parked_and_never_mended_by_sending() {
        faultAtWrite("wrong_total");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 PARKED");
        assertThat(sandbox.calls()).containsEntry("tackle/put_usage_record", 1);
    }

    @Test
    void a_record_that_tackle_does_not_show_goes_out_again_with_the_same_bytes() {
        sandbox.setFaults(List.of(
                Fault.of("tackle", "get_usage_record", "stale_list"),
                Fault.of("tackle", "find_usage_record", "stale_list")));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(harness.slots(acme).getFirst().attempts()).isEqualTo(2);
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_refused_record_rides_in_a_later_hour() {
        faultAtWrite("bad_request");
        harness.advanceTo("2025-06-01T02:30:00Z");
        assertThat(states()).containsExactly("2500 REJECTED", "2500 CONFIRMED");
    }

    @Test
    void a_customer_without_agreement_parks_records_and_after_three_metering_stops_once() {
        meter(harness.tackle(account, "{'aws_customer_id':'unsubscribed','aws_product_code':'prod-2'}"));
        for (int hour = 1; hour <= 6; hour++) {
            june.due(String.valueOf(2500 + hour));
            harness.advanceTo("2025-06-01T%02d:30:00Z".formatted(hour));
        }
        assertThat(states()).containsExactly("2501 PARKED", "1 PARKED", "1 PARKED");
        assertThat(harness.slots(acme).getFirst().error()).contains("CustomerNotSubscribed");
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED", "SLOT_PARKED", "SLOT_PARKED", "SLOT_PARKED");
        assertThat(harness.told)
                .containsExactly(new Notification(
                        "marketplaces.aws_metering_disabled",
                        Map.of(
                                "customer_id",
                                acme.customer().value(),
                                "aws_customer_id",
                                "unsubscribed",
                                "aws_product_code",
                                "prod-2")));
    }

    /** It came with a line break in its middle; the JDK refuses such a header and quotes it. */
    @Test
    void a_token_that_no_header_can_hold_is_refused_and_never_quoted() {
        keys.put("tackle_api_token", "tk-se\ncret");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(harness.alerts()).containsExactly("ACCOUNT_REFUSED");
        assertThat(String.valueOf(harness.slots(acme).getFirst().error())).doesNotContain("tk-se");
    }

    @Test
    void a_method_without_a_token_sends_nothing_and_says_so() {
        keys.clear();
        harness.advanceTo("2025-06-01T01:06:00Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(harness.slots(acme).getFirst().error()).contains("tackle_api_token");
        assertThat(sandbox.calls()).isEmpty();
    }

    @Test
    void tackle_is_read_back_hour_by_hour() {
        harness.advanceTo("2025-06-01T01:30:00Z");
        Map<String, String> its =
                Map.of("aws_customer_id", "acme", "aws_product_code", "prod-1", "tackle_product_id", "tp-1");
        var buyer = new MarketplaceConnector.Buyer(account, connector.addressOf(its), its);
        Readback shown = connector.readBack(buyer, "usage_fee", HOUR.minusSeconds(7200), HOUR.plusSeconds(7200));
        assertThat(shown)
                .isInstanceOfSatisfying(
                        Readback.Readings.class,
                        all -> assertThat(all.intervals()).singleElement().satisfies(interval -> {
                            assertThat(interval.from()).isEqualTo(HOUR);
                            assertThat(interval.until()).isEqualTo(HOUR.plusSeconds(3600));
                            assertThat(interval.quantity()).isEqualTo(2500);
                            assertThat(interval.status()).isEqualTo("submitted");
                        }));
        keys.put("tackle_api_token", "tk_invalid");
        assertThat(connector.readBack(buyer, "usage_fee", HOUR, HOUR.plusSeconds(3600)))
                .isInstanceOf(Readback.Failed.class);
    }

    @Test
    void preflight_tells_a_working_token_from_a_refused_one_and_from_silence() {
        var question = new Preflight(acme, null, List.of());
        assertThat(connector.preflight(question))
                .extracting(Preflight.Point::verdict)
                .containsExactly(Preflight.Verdict.OK);
        sandbox.setFaults(
                List.of(Fault.of("tackle", "find_usage_record", "unavailable").always()));
        assertThat(connector.preflight(question))
                .extracting(Preflight.Point::verdict)
                .containsExactly(Preflight.Verdict.UNKNOWN);
        sandbox.clearFaults();
        keys.put("tackle_api_token", "tk_invalid");
        assertThat(connector.preflight(question))
                .extracting(Preflight.Point::verdict)
                .containsExactly(Preflight.Verdict.FAILED);
        assertThat(held()).isEmpty();
    }

    private void put(String record) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(sandbox.uri() + "/tackle/v1/metering/usage-records"))
                    .header("Authorization", "Bearer somebody-else")
                    .PUT(HttpRequest.BodyPublishers.ofString(record))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);
        }
    }
}
