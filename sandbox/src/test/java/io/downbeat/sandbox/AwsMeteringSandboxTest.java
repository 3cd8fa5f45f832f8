package io.downbeat.sandbox;

import static io.downbeat.sandbox.SandboxFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.sandbox.SandboxFixture.Answer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsMeteringSandboxTest {
    private static final Instant HOUR = Instant.parse("2025-01-31T11:00:00Z");

    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    @Test
    void a_record_is_stored_in_its_hour() throws IOException {
        Answer answer = fixture.meter("us-east-1", record("c1", HOUR.plusSeconds(60), 2_500));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/Results/0/Status")).isEqualTo("Success");
        assertThat(answer.at("/Results/0/UsageRecord/Quantity")).isEqualTo("2500");
        assertThat(answer.json().path("UnprocessedRecords")).isEmpty();
        assertThat(answer.headers()).containsKey("x-amzn-requestid");
        LedgerEntry entry = fixture.only();
        assertThat(entry.id()).isEqualTo(answer.at("/Results/0/MeteringRecordId"));
        assertThat(entry.customer()).isEqualTo("c1");
        assertThat(entry.meterSlot())
                .isEqualTo(new LedgerEntry.MeterSlot("usage_fee", HOUR, 2_500, "prod-1", null, "us-east-1", 0));
    }

    @Test
    void the_identical_record_again_is_the_same_success() throws IOException {
        Answer first = fixture.meter("us-east-1", record("c1", HOUR, 5));
        Answer second = fixture.meter("us-east-1", record("c1", HOUR, 5));

        assertThat(second.at("/Results/0/Status")).isEqualTo("Success");
        assertThat(second.at("/Results/0/MeteringRecordId")).isEqualTo(first.at("/Results/0/MeteringRecordId"));
        assertThat(fixture.only().attempts()).isEqualTo(2);
        assertThat(fixture.only().meterSlot().refused()).isZero();
    }

    @Test
    void a_resend_can_also_be_called_a_duplicate() throws IOException {
        fixture.fault(
                Fault.of("aws", "batch_meter_usage", "duplicate_on_resend").always());
        assertThat(status("us-east-1", record("c1", HOUR, 5))).isEqualTo("Success");
        assertThat(status("us-east-1", record("c1", HOUR, 5))).isEqualTo("DuplicateRecord");
    }

    @Test
    void in_one_hour_the_first_write_wins() throws IOException {
        fixture.meter("us-east-1", record("c1", HOUR, 5));
        Answer other = fixture.meter("us-east-1", record("c1", HOUR, 6));

        assertThat(other.at("/Results/0/Status")).isEqualTo("DuplicateRecord");
        assertThat(other.at("/Results/0/UsageRecord/Quantity")).isEqualTo("6");
        assertThat(status("us-east-1", record("c1", HOUR.plusSeconds(3_599), 5)))
                .isEqualTo("DuplicateRecord");
        assertThat(fixture.only().amount()).isEqualTo(5);
        assertThat(fixture.only().meterSlot().refused()).isEqualTo(2);
    }

    @Test
    void another_hour_customer_dimension_or_region_is_another_slot() throws IOException {
        fixture.meter("us-east-1", record("c1", HOUR, 5));
        fixture.meter("us-east-1", record("c1", HOUR.minusSeconds(1), 5));
        fixture.meter("us-east-1", record("c2", HOUR, 5));
        fixture.meter("us-east-1", record("c1", HOUR, 5).replace("usage_fee", "other_fee"));
        fixture.meter("eu-west-1", record("c1", HOUR, 5));

        assertThat(fixture.ledger()).hasSize(5);
    }

    @Test
    void a_zero_claims_the_hour() throws IOException {
        fixture.meter("us-east-1", record("c1", HOUR, 0));

        assertThat(status("us-east-1", record("c1", HOUR, 5))).isEqualTo("DuplicateRecord");
        assertThat(fixture.only().amount()).isZero();
    }

    @Test
    void an_account_with_a_license_needs_no_product_code() throws IOException {
        String license = "arn:aws:license-manager::294406891311:license:l-1";
        String record =
                "{\"Timestamp\":%d,\"Dimension\":\"usage_fee\",\"Quantity\":5,\"CustomerAWSAccountId\":\"123456789012\"%s}";
        String with = record.formatted(HOUR.getEpochSecond(), ",\"LicenseArn\":\"" + license + "\"");
        String[] signed = SandboxFixture.signedBy("AKIAOWN", "us-east-1");

        Answer taken = fixture.aws("AWSMPMeteringService.BatchMeterUsage", "{\"UsageRecords\":[" + with + "]}", signed);
        assertThat(taken.at("/Results/0/Status")).isEqualTo("Success");
        assertThat(fixture.only().customer()).isEqualTo("123456789012");
        assertThat(fixture.only().meterSlot().license()).isEqualTo(license);
        String without = record.formatted(HOUR.getEpochSecond(), "");
        assertThat(fixture.aws("AWSMPMeteringService.BatchMeterUsage", "{\"UsageRecords\":[" + without + "]}", signed)
                        .at("/__type"))
                .isEqualTo("InvalidProductCodeException");
    }

    @Test
    void an_unsubscribed_customer_is_told_per_record() throws IOException {
        Answer answer = fixture.meter("us-east-1", record("unsubscribed-1", HOUR, 5) + "," + record("c1", HOUR, 5));

        assertThat(answer.at("/Results/0/Status")).isEqualTo("CustomerNotSubscribed");
        assertThat(answer.json().at("/Results/0").has("MeteringRecordId")).isFalse();
        assertThat(answer.at("/Results/1/Status")).isEqualTo("Success");
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void one_poisoned_record_fails_the_whole_batch() throws IOException {
        Answer answer = fixture.meter("us-east-1", record("c1", HOUR, 5) + "," + record("invalid-1", HOUR, 5));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/__type")).isEqualTo("InvalidCustomerIdentifierException");
        assertThat(fixture.ledger()).isEmpty();
    }

    @Test
    void twenty_five_records_go_and_twenty_six_do_not() throws IOException {
        String one = record("c1", HOUR, 5);
        assertThat(fixture.meter("us-east-1", String.join(",", Collections.nCopies(25, one)))
                        .status())
                .isEqualTo(200);
        assertThat(fixture.meter("us-east-1", String.join(",", Collections.nCopies(26, one)))
                        .at("/__type"))
                .isEqualTo("ValidationException");
    }

    @Test
    void a_timestamp_is_taken_from_six_hours_ago_until_now() throws IOException {
        Instant now = fixture.now();
        assertThat(type(record("c1", now.plusSeconds(1), 5))).isEqualTo("TimestampOutOfBoundsException");
        assertThat(status("us-east-1", record("c1", now, 5))).isEqualTo("Success");
        Instant oldest = now.minus(Duration.ofHours(6)).plusSeconds(1);
        assertThat(status("us-east-1", record("c1", oldest, 5))).isEqualTo("Success");
        assertThat(type(record("c1", oldest.minusSeconds(1), 5))).isEqualTo("TimestampOutOfBoundsException");
    }

    @ParameterizedTest
    @CsvSource({"-1,ValidationException", "2147483648,ValidationException"})
    void a_quantity_outside_its_range_is_refused(long quantity, String type) throws IOException {
        assertThat(type(record("c1", HOUR, quantity))).isEqualTo(type);
    }

    @Test
    void the_largest_quantity_is_taken() throws IOException {
        assertThat(status("us-east-1", record("c1", HOUR, Integer.MAX_VALUE))).isEqualTo("Success");
    }

    @Test
    void allocations_must_sum_to_the_quantity() throws IOException {
        String record = record("c1", HOUR, 5);
        String open =
                record.substring(0, record.length() - 1) + ",\"UsageAllocations\":[{\"AllocatedUsageQuantity\":%d}]}";

        assertThat(type(open.formatted(4))).isEqualTo("InvalidUsageAllocationsException");
        assertThat(status("us-east-1", open.formatted(5))).isEqualTo("Success");
    }

    @Test
    void what_cannot_be_read_is_refused_as_aws_does() throws IOException {
        String[] signed = SandboxFixture.signedBy("AKIAOWN", "us-east-1");
        assertThat(fixture.aws("AWSMPMeteringService.BatchMeterUsage", "{", signed)
                        .at("/__type"))
                .isEqualTo("SerializationException");
        assertThat(fixture.aws("AWSMPMeteringService.ResolveCustomer", "{}", signed)
                        .at("/__type"))
                .isEqualTo("UnknownOperationException");
        assertThat(fixture.aws(
                                "AWSMPMeteringService.BatchMeterUsage",
                                "{\"ProductCode\":\"prod-invalid-1\",\"UsageRecords\":[]}",
                                signed)
                        .at("/__type"))
                .isEqualTo("InvalidProductCodeException");
        assertThat(fixture.aws("AWSMPMeteringService.BatchMeterUsage", "{}").at("/__type"))
                .isEqualTo("MissingAuthenticationTokenException");
        signed[1] = signed[1].replace("aws-marketplace", "sqs");
        assertThat(fixture.aws("AWSMPMeteringService.BatchMeterUsage", "{}", signed)
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "throttled,400,ThrottlingException,0",
        "internal_error,500,InternalServiceErrorException,0",
        "server_error_after,500,InternalServiceErrorException,1",
        "unavailable,503,ServiceUnavailable,0",
        "unauthorized,403,AccessDeniedException,0",
        "request_level_error,400,InvalidCustomerIdentifierException,0"
    })
    void a_fault_shows_its_exception_and_effect(String fault, int status, String type, int effects) throws IOException {
        fixture.fault(Fault.of("aws", "batch_meter_usage", fault));
        Answer answer = fixture.meter("us-east-1", record("c1", HOUR, 5));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("/__type")).isEqualTo(type);
        assertThat(fixture.ledger()).hasSize(effects);
    }

    @Test
    void unprocessed_records_are_not_billed() throws IOException {
        fixture.fault(Fault.of("aws", "batch_meter_usage", "unprocessed"));
        Answer answer = fixture.meter("us-east-1", record("c1", HOUR, 5) + "," + record("c2", HOUR, 5));

        assertThat(answer.at("/UnprocessedRecords/0/CustomerIdentifier")).isEqualTo("c1");
        assertThat(answer.json().path("Results")).hasSize(1);
        assertThat(fixture.only().customer()).isEqualTo("c2");
    }

    @Test
    void a_request_level_error_can_be_found_by_bisection() throws IOException {
        fixture.fault(Fault.of("aws", "batch_meter_usage", "request_level_error")
                .matching("c2")
                .always());

        assertThat(fixture.meter("us-east-1", record("c1", HOUR, 5) + "," + record("c2", HOUR, 5))
                        .status())
                .isEqualTo(400);
        assertThat(fixture.meter("us-east-1", record("c1", HOUR, 5)).status()).isEqualTo(200);
        assertThat(fixture.meter("us-east-1", record("c2", HOUR, 5)).status()).isEqualTo(400);
    }

    @Test
    void a_subscription_can_end_by_a_fault() throws IOException {
        fixture.fault(
                Fault.of("aws", "batch_meter_usage", "customer_not_subscribed").matching("c2"));
        Answer answer = fixture.meter("us-east-1", record("c1", HOUR, 5) + "," + record("c2", HOUR, 5));

        assertThat(answer.at("/Results/0/Status")).isEqualTo("Success");
        assertThat(answer.at("/Results/1/Status")).isEqualTo("CustomerNotSubscribed");
    }

    @Test
    void a_lost_answer_is_settled_by_the_identical_record() throws IOException {
        fixture.fault(Fault.of("aws", "batch_meter_usage", "apply_then_drop"));
        assertThatThrownBy(() -> fixture.meter("us-east-1", record("c1", HOUR, 5)))
                .isInstanceOf(IOException.class);

        assertThat(status("us-east-1", record("c1", HOUR, 5))).isEqualTo("Success");
        assertThat(fixture.only().attempts()).isEqualTo(2);
    }

    private String status(String region, String record) throws IOException {
        return fixture.meter(region, record).at("/Results/0/Status");
    }

    private String type(String record) throws IOException {
        return fixture.meter("us-east-1", record).at("/__type");
    }
}
