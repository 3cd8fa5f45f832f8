package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.sandbox.SandboxFixture.Answer;
import io.downbeat.sandbox.faults.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** The client is the real SDK: what it cannot read, the sandbox words wrongly. */
class StsSandboxTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/metering";
    private static final Instant HOUR = Instant.parse("2025-01-31T11:00:00Z");
    private SandboxFixture fixture;
    private StsClient sts;

    @BeforeEach
    void start() throws IOException {
        fixture = new SandboxFixture();
        sts = StsClient.builder()
                .endpointOverride(URI.create(fixture.sandbox.uri() + "/aws"))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOWN", "secret")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(config -> config.retryStrategy(none -> none.maxAttempts(1)))
                .build();
    }

    @AfterEach
    void stop() {
        sts.close();
        fixture.close();
    }

    @Test
    void a_role_is_assumed_for_one_hour() {
        Credentials credentials = assume(ROLE);

        assertThat(credentials.accessKeyId()).startsWith("ASIA");
        assertThat(credentials.secretAccessKey()).isNotEmpty();
        assertThat(credentials.sessionToken()).isNotEmpty();
        assertThat(credentials.expiration()).isEqualTo(fixture.now().plus(Duration.ofHours(1)));
        assertThat(fixture.sandbox.calls()).containsEntry("aws/assume_role", 1);
    }

    @Test
    void a_denied_role_is_access_denied() {
        assertThatThrownBy(() -> assume("arn:aws:iam::123456789012:role/denied"))
                .isInstanceOfSatisfying(StsException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(403);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                });
    }

    @Test
    void the_external_id_guards_a_role_that_needs_it() {
        String guarded = "arn:aws:iam::123456789012:role/needs-external-id";
        assertThatThrownBy(() -> assume(guarded)).isInstanceOf(StsException.class);

        assertThat(sts.assumeRole(request ->
                                request.roleArn(guarded).roleSessionName("s").externalId("x"))
                        .credentials())
                .isNotNull();
    }

    @Test
    void a_fault_of_the_role_is_worded_in_xml() {
        fixture.fault(Fault.of("aws", "assume_role", "unavailable"));

        assertThatThrownBy(() -> assume(ROLE))
                .isInstanceOfSatisfying(
                        StsException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("ServiceUnavailable"));
    }

    @Test
    void metering_with_the_role_belongs_to_its_account_until_it_expires() throws IOException {
        Credentials credentials = assume(ROLE);
        assertThat(meter(credentials).status()).isEqualTo(200);
        assertThat(fixture.only().account()).isEqualTo("123456789012");

        fixture.advance(Duration.ofHours(1).minusSeconds(1));
        assertThat(meter(credentials).status()).isEqualTo(200);
        fixture.advance(Duration.ofSeconds(1));
        assertThat(meter(credentials).at("/__type")).isEqualTo("ExpiredTokenException");
    }

    @Test
    void whoever_has_keys_may_ask_whose_they_are_and_unknown_keys_are_refused() {
        assertThat(sts.getCallerIdentity().arn()).startsWith("arn:aws:iam::");
        assertThatThrownBy(() -> sts.getCallerIdentity(request -> request.overrideConfiguration(
                        config -> config.credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("AKIAINVALID", "secret"))))))
                .isInstanceOfSatisfying(
                        StsException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("InvalidClientTokenId"));
        assertThat(fixture.sandbox.calls()).containsEntry("aws/get_caller_identity", 2);
    }

    private Answer meter(Credentials credentials) throws IOException {
        String[] signed = SandboxFixture.signedBy(credentials.accessKeyId(), "us-east-1");
        return fixture.aws(
                "AWSMPMeteringService.BatchMeterUsage",
                "{\"ProductCode\":\"p\",\"UsageRecords\":[" + SandboxFixture.record("c1", HOUR, 5) + "]}",
                signed[0],
                signed[1],
                "X-Amz-Security-Token",
                credentials.sessionToken());
    }

    private Credentials assume(String role) {
        return sts.assumeRole(request -> request.roleArn(role).roleSessionName("downbeat"))
                .credentials();
    }
}
