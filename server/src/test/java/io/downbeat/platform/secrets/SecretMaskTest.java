package io.downbeat.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** {@code S3CR3Tvalue0123456789} stands for what nobody may read. */
class SecretMaskTest {
    private static final String SECRET = "S3CR3Tvalue0123456789";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid header value: \"Bearer S3CR3Tvalue0123456789\"",
                "Authorization: Basic S3CR3Tvalue0123456789==",
                "Authorization: AWS4-HMAC-SHA256 Credential=S3CR3Tvalue0123456789/20250101/us-east-1, Signature=abc",
                "no such key: sk_live_S3CR3Tvalue0123456789",
                "no such key: rk_test_S3CR3Tvalue0123456789",
                "whsec_S3CR3Tvalue0123456789 does not fit",
                "grant_type=client_credentials&client_secret=S3CR3Tvalue0123456789&resource=x",
                "{\"access_token\": \"S3CR3Tvalue0123456789\", \"expires_in\": 3600}",
                "{\\\"access_token\\\":\\\"S3CR3Tvalue0123456789\\\"}",
                "{'client_secret':'S3CR3Tvalue0123456789'}",
                "https://sqs/?X-Amz-Credential=S3CR3Tvalue0123456789&X-Amz-Signature=S3CR3Tvalue0123456789",
                "https://blob/x?sv=2024&sig=S3CR3Tvalue0123456789&se=2025",
                "jdbc:postgresql://downbeat:S3CR3Tvalue0123456789@db/downbeat",
                "jdbc:postgresql://db/downbeat?user=x&password=S3CR3Tvalue0123456789",
                "eyJhbGciOiJSUzI1NiJ9.S3CR3Tvalue0123456789.S3CR3Tvalue0123456789",
                "-----BEGIN PRIVATE KEY-----\nS3CR3Tvalue0123456789\nabc\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\\nS3CR3Tvalue0123456789",
                "aws_secret_access_key = x; secret_access_key: S3CR3Tvalue0123456789",
                "<SecretAccessKey>S3CR3Tvalue0123456789</SecretAccessKey>",
                "<SessionToken>S3CR3Tvalue0123456789</SessionToken>",
                "token ya29.S3CR3Tvalue0123456789 expired",
                "password: S3CR3Tvalue0123456789"
            })
    void what_looks_like_a_credential_is_hidden_and_nothing_else_is(String text) {
        assertThat(SecretMask.of("before " + text + " after"))
                .doesNotContain(SECRET)
                .contains("***")
                .startsWith("before ");
    }

    @Test
    void an_access_key_of_aws_is_hidden() {
        assertThat(SecretMask.of("key AKIAIOSFODNN7EXAMPLE is unknown")).isEqualTo("key AKIA*** is unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: duplicate key value violates unique constraint \"delivery_provider_ref\"",
                "NetSuite gave no token: status 500",
                "the secret does not open: is DOWNBEAT_SECRET_KEY the one it was sealed with?",
                "no bearer token; send one",
                "invoice in_1 of https://api.stripe.com:443/v1/invoices?customer=cus_1&limit=100",
                "task_1 asks 3 risk_owners",
                "the delivery method has no raw_azure_client_secret: give it one"
            })
    void what_a_person_needs_stays(String text) {
        assertThat(SecretMask.of(text)).isEqualTo(text);
    }

    @Test
    void a_long_text_is_masked_in_one_go() {
        String long1 = "a".repeat(200_000) + "token".repeat(20_000);
        assertThat(SecretMask.of(long1)).isEqualTo(long1);
    }

    @Test
    void a_stack_trace_in_the_log_quotes_no_credential() {
        try (LogLines log = new LogLines()) {
            LoggerFactory.getLogger(SecretMaskTest.class)
                    .error(
                            "it failed with Bearer " + SECRET,
                            new IllegalArgumentException(
                                    "invalid header value: Bearer " + SECRET,
                                    new IllegalStateException("client_secret=" + SECRET)));

            assertThat(log.toString())
                    .doesNotContain(SECRET)
                    .contains("it failed", "IllegalArgumentException", "IllegalStateException", "at io.downbeat");
        }
    }

    @Test
    void every_line_of_the_servers_log_is_masked() throws java.io.IOException {
        try (var config = SecretMask.class.getResourceAsStream("/logback.xml")) {
            assertThat(new String(config.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("<layout class=\"" + MaskingLayout.class.getName() + "\"")
                    .containsOnlyOnce("<appender name");
        }
    }
}
