package io.downbeat.connectors.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.Marketplace;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceHarness;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.faults.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ledger against a simulated AWS, with everything that AWS is known to do to a request. */
class AwsConnectorTest extends MarketplaceHarness {
    private static final String ACME =
            "{'aws_customer_id':'acme','aws_product_code':'prod-1','aws_region':'us-east-1'}";

    private static final Marketplace AWS = new Marketplace(
            "aws",
            "batch_meter_usage",
            false,
            List.of(
                    "drop_before",
                    "apply_then_drop",
                    "drop_mid_body",
                    "server_error",
                    "server_error_after",
                    "unavailable",
                    "throttled",
                    "rate_limited",
                    "internal_error",
                    "unprocessed"),
            List.of(new Marketplace.Question("assume_role", "drop_before")),
            List.of(new Marketplace.AccountPause(
                    Fault.of("aws", "batch_meter_usage", "unauthorized"), "2025-06-01T01:06:00Z")),
            new Marketplace.WrongKey(
                    "aws_iam_role_arn",
                    role -> role.replace("downbeat", "denied"),
                    "AssumeRole",
                    "2025-06-01T01:30:00Z"),
            null,
            List.of(
                    Fault.of("aws", "batch_meter_usage", "apply_then_drop").probability(0.2, 1),
                    Fault.of("aws", "batch_meter_usage", "drop_before").probability(0.2, 2),
                    Fault.of("aws", "batch_meter_usage", "throttled").probability(0.1, 3),
                    Fault.of("aws", "batch_meter_usage", "unprocessed").probability(0.1, 4)));

    @Override
    protected Marketplace marketplace() {
        return AWS;
    }

    @Override
    protected Map<String, String> rightKeys() {
        return Map.of(
                "aws_region", "us-east-1",
                "aws_iam_role_arn", "arn:aws:iam::123456789012:role/downbeat",
                "aws_external_id", "ext-1");
    }

    @Override
    protected MarketplaceConnector connector(InstantSource clock) {
        URI aws = URI.create(sandbox.uri() + "/aws");
        var settings = new AwsSettings(aws, aws, Duration.ofHours(6));
        return new AwsConnector(
                new AwsCredentialsSource(method -> keys, settings, clock), new AwsMeteringWire(settings), settings);
    }

    @Override
    protected ProviderConfiguration acme() {
        return harness.aws(account, ACME);
    }

    @Test
    void what_says_nothing_about_a_record_refuses_none() {
        assertThat(AwsAnswers.read(408, null, null, "{}", List.of()))
                .as("it may have been taken")
                .isInstanceOfSatisfying(
                        BatchAnswer.All.class,
                        all -> assertThat(all.answer()).isInstanceOf(RecordAnswer.NoAnswer.class));
        assertThat(AwsAnswers.read(400, null, null, "{\"__type\": \"RequestExpired\"}", List.of()))
                .as("the host's clock is off")
                .isInstanceOfSatisfying(
                        BatchAnswer.All.class,
                        all -> assertThat(all.answer()).isInstanceOf(RecordAnswer.AccountRefused.class));
    }

    @Test
    void a_record_reaches_aws_signed_by_the_assumed_role() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
        assertThat(held().toString()).contains("2500").contains("123456789012");
        assertThat(sandbox.calls()).containsEntry("aws/assume_role", 1).containsEntry("aws/batch_meter_usage", 1);
    }

    @Test
    void credentials_are_kept_until_five_minutes_before_they_expire() {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(sandbox.calls()).containsEntry("aws/assume_role", 2);
    }

    @Test
    void keys_of_the_delivery_method_sign_where_there_is_no_role() {
        keys.remove("aws_iam_role_arn");
        keys.put("aws_access_key_id", "AKIAOWN");
        keys.put("aws_secret_access_key", "secret");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(sandbox.calls()).doesNotContainKey("aws/assume_role");
    }

    @Test
    void a_duplicate_told_after_a_lost_answer_is_confirmed() {
        sandbox.setFaults(List.of(
                atWrite("apply_then_drop"), atWrite("duplicate_on_resend").always()));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_customer_without_agreement_is_rejected_and_metered_again_when_back() {
        faultAtWrite("customer_not_subscribed");
        harness.advanceTo("2025-06-01T02:05:00Z");
        assertThat(states()).containsExactly("2500 REJECTED", "2500 CONFIRMED");
    }

    @Test
    void when_the_agreement_has_ended_metering_stops_and_says_so() {
        sandbox.setFaults(List.of(atWrite("customer_not_subscribed").always()));
        harness.advanceTo("2025-06-02T00:00:00Z");
        assertThat(states()).containsExactly("2500 REJECTED", "2500 REJECTED", "2500 REJECTED");
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        assertThat(held()).isEmpty();
    }

    @Test
    void one_poisoned_record_does_not_hold_back_its_batch() {
        ProviderConfiguration bad = harness.aws(account, ACME.replace("acme", "invalid-customer"));
        meterToo(bad, "7");
        for (int i = 0; i < 6; i++) {
            meterToo(harness.aws(account, ACME.replace("acme", "c" + i)), "10");
        }
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(7);
        assertThat(harness.slots(bad).getFirst().text()).endsWith("7 REJECTED");
        assertThat(harness.slots(bad).getFirst().error()).contains("invalid");
    }

    @Test
    void a_wrong_product_code_is_rejected_without_halving() {
        ProviderConfiguration bad =
                harness.aws(account, ACME.replace("prod-1", "prod-invalid").replace("acme", "other"));
        meterToo(bad, "7");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(harness.slots(bad).getFirst().text()).endsWith("7 REJECTED");
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    @Test
    void licences_and_account_ids_travel_in_place_of_product_codes_and_customer_ids() {
        ProviderConfiguration licensed = harness.aws(
                account,
                "{'aws_customer_account_id':'210987654321','aws_region':'eu-west-1','aws_product_code':'prod-1',"
                        + "'aws_license_arn':'arn:aws:license-manager::1:license:l-1'}");
        meterToo(licensed, "7");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(harness.slots(licensed).getFirst().text()).endsWith("7 CONFIRMED");
        assertThat(held().toString()).contains("210987654321").contains("l-1").contains("eu-west-1");
    }

    @Test
    void licences_of_two_products_never_share_a_request() {
        String licence = "{'aws_customer_account_id':'%1$s','aws_region':'us-east-1','aws_product_code':'%2$s',"
                + "'aws_license_arn':'arn:aws:license-manager::1:license:%1$s'}";
        for (String product : List.of("prod-1", "prod-2")) {
            harness.draft(
                            harness.aws(account, licence.formatted("at-" + product, product)),
                            "2025-06-01T00:00:00Z",
                            "2025-07-01T00:00:00Z")
                    .due("7");
        }
        june.due("0");
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(held()).hasSize(2);
        assertThat(sandbox.calls()).containsEntry("aws/batch_meter_usage", 2);
    }
}
