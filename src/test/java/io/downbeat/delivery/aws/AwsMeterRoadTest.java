package io.downbeat.delivery.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.metering.MeterLab;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.Fault;
import io.downbeat.sandbox.LedgerEntry;
import io.downbeat.sandbox.Sandbox;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger against a simulated AWS, with everything that AWS is known to do to a request. */
class AwsMeterRoadTest {
    private static final String ACME =
            "{'aws_customer_id':'acme','aws_product_code':'prod-1','aws_region':'us-east-1'}";

    private final DeliveryMethodId account = new DeliveryMethodId(UUID.randomUUID());
    private final Map<String, String> keys = new HashMap<>(Map.of(
            "aws_region", "us-east-1",
            "aws_iam_role_arn", "arn:aws:iam::123456789012:role/downbeat",
            "aws_external_id", "ext-1"));
    private Sandbox sandbox;
    private MeterLab lab;
    private ProviderConfiguration acme;
    private MeterLab.Draft june;

    @BeforeEach
    void one_hour_is_due() {
        lab = new MeterLab("2025-06-01T00:00:00Z", clock -> {
            try {
                sandbox = Sandbox.start("127.0.0.1", 0, clock);
            } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
            URI aws = URI.create(sandbox.uri() + "/aws");
            var settings = new AwsSettings(aws, aws, Duration.ofHours(6));
            return new AwsMeterRoad(
                    new AwsCredentialsSource(method -> keys, settings, clock), new AwsMeteringWire(settings), settings);
        });
        acme = lab.aws(account, ACME);
        june = lab.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("2500");
    }

    @AfterEach
    void the_ledger_agrees_with_itself() {
        assertThat(lab.violations()).isEmpty();
        lab.close();
        sandbox.close();
    }

    private List<LedgerEntry> held() {
        return sandbox.ledger();
    }

    private List<String> states() {
        return lab.slots(acme).stream()
                .map(slot -> slot.quantity() + " " + slot.state())
                .toList();
    }

    @Test
    void a_record_reaches_aws_signed_by_the_assumed_role() {
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
        assertThat(held().toString()).contains("2500").contains("123456789012");
        assertThat(sandbox.calls()).containsEntry("aws/assume_role", 1).containsEntry("aws/batch_meter_usage", 1);
    }

    @Test
    void credentials_are_kept_until_five_minutes_before_they_expire() {
        lab.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(sandbox.calls()).containsEntry("aws/assume_role", 2);
    }

    @Test
    void keys_of_the_delivery_method_sign_where_there_is_no_role() {
        keys.remove("aws_iam_role_arn");
        keys.put("aws_access_key_id", "AKIAOWN");
        keys.put("aws_secret_access_key", "secret");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(sandbox.calls()).doesNotContainKey("aws/assume_role");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "drop_before, 2",
        "apply_then_drop, 2",
        "drop_mid_body, 2",
        "server_error, 2",
        "server_error_after, 2",
        "unavailable, 2",
        "throttled, 2",
        "rate_limited, 2",
        "internal_error, 2",
        "unprocessed, 2"
    })
    void after_a_passing_fault_aws_holds_the_record_once(String fault, int attempts) {
        sandbox.setFaults(List.of(Fault.of("aws", "batch_meter_usage", fault)));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(lab.slots(acme).getFirst().attempts()).isEqualTo(attempts);
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_request_that_lands_late_bills_nothing_twice() {
        sandbox.setFaults(List.of(Fault.of("aws", "batch_meter_usage", "apply_late")));
        lab.advanceTo("2025-06-01T01:30:00Z");
        sandbox.landLate();
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_duplicate_told_after_a_lost_answer_is_confirmed() {
        sandbox.setFaults(List.of(
                Fault.of("aws", "batch_meter_usage", "apply_then_drop"),
                Fault.of("aws", "batch_meter_usage", "duplicate_on_resend").always()));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_customer_without_agreement_is_rejected_and_metered_again_when_back() {
        sandbox.setFaults(List.of(Fault.of("aws", "batch_meter_usage", "customer_not_subscribed")));
        lab.advanceTo("2025-06-01T02:05:00Z");
        assertThat(states()).containsExactly("2500 REJECTED", "2500 CONFIRMED");
    }

    @Test
    void when_the_agreement_has_ended_metering_stops_and_says_so() {
        sandbox.setFaults(List.of(
                Fault.of("aws", "batch_meter_usage", "customer_not_subscribed").always()));
        lab.advanceTo("2025-06-02T00:00:00Z");
        assertThat(states()).containsExactly("2500 REJECTED", "2500 REJECTED", "2500 REJECTED");
        assertThat(lab.alerts()).containsExactly("METERING_STOPPED");
        assertThat(held()).isEmpty();
    }

    @Test
    void one_poisoned_record_does_not_hold_back_its_batch() {
        ProviderConfiguration bad = lab.aws(account, ACME.replace("acme", "invalid-customer"));
        lab.draft(bad, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        for (int i = 0; i < 6; i++) {
            lab.draft(lab.aws(account, ACME.replace("acme", "c" + i)), "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")
                    .due("10");
        }
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(7);
        assertThat(lab.slots(bad).getFirst().text()).endsWith("7 REJECTED");
        assertThat(lab.slots(bad).getFirst().error()).contains("invalid");
    }

    @Test
    void a_refused_role_holds_slots_back_until_it_is_mended() {
        keys.put("aws_iam_role_arn", "arn:aws:iam::123456789012:role/denied");
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(lab.alerts()).containsExactly("ACCOUNT_REFUSED");
        assertThat(sandbox.calls()).doesNotContainKey("aws/batch_meter_usage");

        keys.put("aws_iam_role_arn", "arn:aws:iam::123456789012:role/downbeat");
        lab.mend(account);
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(lab.alerts()).isEmpty();
    }

    @Test
    void an_account_without_permission_is_tried_again_by_itself() {
        sandbox.setFaults(List.of(Fault.of("aws", "batch_meter_usage", "unauthorized")));
        lab.advanceTo("2025-06-01T01:05:59Z");
        assertThat(states()).containsExactly("2500 PENDING");
        lab.advanceTo("2025-06-01T01:06:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    @Test
    void an_sts_that_does_not_answer_costs_no_certainty() {
        sandbox.setFaults(List.of(Fault.of("aws", "assume_role", "drop_before").times(2)));
        lab.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_wrong_product_code_is_rejected_without_halving() {
        ProviderConfiguration bad =
                lab.aws(account, ACME.replace("prod-1", "prod-invalid").replace("acme", "other"));
        lab.draft(bad, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(lab.slots(bad).getFirst().text()).endsWith("7 REJECTED");
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    @Test
    void licences_and_account_ids_travel_in_place_of_product_codes_and_customer_ids() {
        ProviderConfiguration licensed = lab.aws(
                account,
                "{'aws_customer_account_id':'210987654321','aws_region':'eu-west-1','aws_product_code':'prod-1',"
                        + "'aws_license_arn':'arn:aws:license-manager::1:license:l-1'}");
        lab.draft(licensed, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due("7");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(lab.slots(licensed).getFirst().text()).endsWith("7 CONFIRMED");
        assertThat(held().toString()).contains("210987654321").contains("l-1").contains("eu-west-1");
    }

    @Test
    void licences_of_two_products_never_share_a_request() {
        String licence = "{'aws_customer_account_id':'%1$s','aws_region':'us-east-1','aws_product_code':'%2$s',"
                + "'aws_license_arn':'arn:aws:license-manager::1:license:%1$s'}";
        for (String product : List.of("prod-1", "prod-2")) {
            lab.draft(
                            lab.aws(account, licence.formatted("at-" + product, product)),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("7");
        }
        june.due("0");
        lab.advanceTo("2025-06-01T01:05:00Z");
        assertThat(held()).hasSize(2);
        assertThat(sandbox.calls()).containsEntry("aws/batch_meter_usage", 2);
    }

    @Test
    void a_month_of_hours_with_faults_at_random_sums_to_the_total() {
        sandbox.setFaults(List.of(
                Fault.of("aws", "batch_meter_usage", "apply_then_drop").probability(0.2, 1),
                Fault.of("aws", "batch_meter_usage", "drop_before").probability(0.2, 2),
                Fault.of("aws", "batch_meter_usage", "throttled").probability(0.1, 3),
                Fault.of("aws", "batch_meter_usage", "unprocessed").probability(0.1, 4)));
        long total = 2500;
        for (int day = 2; day <= 30; day++) {
            total += 37 * day;
            june.due(String.valueOf(total));
            lab.advanceTo("2025-06-%02dT12:00:00Z".formatted(day));
        }
        sandbox.clearFaults();
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(total);
        lab.advanceTo("2025-07-02T00:00:00Z");
        assertThat(lab.slots(acme)).allMatch(slot -> slot.text().endsWith("CONFIRMED"));
        assertThat(lab.metering.of(june.id).orElseThrow().confirmed()).isEqualTo(total);
        assertThat(held()).hasSameSizeAs(lab.slots(acme));
    }
}
