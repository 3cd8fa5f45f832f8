package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.SandboxFixture.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sandbox's clock shows 12:00; the hour of these records is 11:00. */
class TackleSandboxTest {
    private static final String RECORDS = "/v1/metering/usage-records";
    private static final String FIND =
            RECORDS + "?product_id=p1&customer_id=c1&dimension=usage_fee&start_time=2025-01-31%2011:00:00";

    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    private Answer tackle(String method, String path, String body) throws IOException {
        return as("tk-1", method, path, body);
    }

    private Answer as(String token, String method, String path, String body) throws IOException {
        return fixture.send(HttpRequest.newBuilder(URI.create(fixture.sandbox.uri() + "/tackle" + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String record(String customer, String time, long quantity) {
        return """
            {"cloud":"aws","product_id":"p1","customer_id":"%s","start_time":"%s",
             "dimension":{"name":"usage_fee","quantity":%d}}\
            """.formatted(customer, time, quantity);
    }

    private Answer put(long quantity) throws IOException {
        return tackle("PUT", RECORDS, record("c1", "2025-01-31 11:00:00", quantity));
    }

    @Test
    void a_record_is_pending_for_twenty_seconds_and_then_submitted() throws IOException {
        Answer taken = put(5);
        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.at("/status")).isEqualTo("pending");
        assertThat(fixture.only().charged()).isFalse();
        fixture.advance(Duration.ofSeconds(19));
        assertThat(tackle("GET", RECORDS + "/" + taken.at("/id"), "").at("/status"))
                .isEqualTo("pending");
        fixture.advance(Duration.ofSeconds(1));
        assertThat(tackle("GET", FIND, "").at("/data/0/status")).isEqualTo("submitted");
        assertThat(fixture.only().charged()).isTrue();
    }

    @Test
    void an_hour_is_written_until_it_is_submitted_and_then_it_conflicts() throws IOException {
        put(5);
        assertThat(tackle("PUT", RECORDS, record("c1", "2025-01-31 11:59:59.999", 7))
                        .status())
                .isEqualTo(200);
        fixture.advance(Duration.ofSeconds(20));
        assertThat(put(7).status()).isEqualTo(409);
        assertThat(put(8).status()).isEqualTo(409);
        assertThat(fixture.only().amount()).isEqualTo(7);
        assertThat(fixture.only().meterSlot().refused()).isEqualTo(1);
    }

    @Test
    void a_post_stores_a_second_record() throws IOException {
        put(5);
        assertThat(tackle("POST", RECORDS, record("c1", "2025-01-31 11:00:00", 5))
                        .status())
                .isEqualTo(201);
        assertThat(fixture.ledger()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"2025-01-31 07:00:00, submitted", "2025-01-31 06:59:59, failed"})
    void aws_takes_what_is_younger_than_six_hours(String time, String status) throws IOException {
        Answer taken = tackle("PUT", RECORDS, record("c1", time, 5));
        fixture.advance(Duration.ofSeconds(20));
        assertThat(tackle("GET", RECORDS + "/" + taken.at("/id"), "").at("/status"))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"unsubscribed-1, failed", "stuck-1, pending", "c1, submitted"})
    void some_customers_have_a_meaning(String customer, String status) throws IOException {
        Answer taken = tackle("PUT", RECORDS, record(customer, "2025-01-31 11:00:00", 5));
        fixture.advance(Duration.ofHours(1));
        assertThat(tackle("GET", RECORDS + "/" + taken.at("/id"), "").at("/status"))
                .isEqualTo(status);
    }

    @Test
    void what_is_not_right_is_refused_and_stores_nothing() throws IOException {
        assertThat(put(0).status()).isEqualTo(400);
        assertThat(tackle("PUT", RECORDS, record("invalid-1", "2025-01-31 11:00:00", 5))
                        .status())
                .isEqualTo(400);
        assertThat(tackle("PUT", RECORDS, record("c1", "yesterday", 5)).status())
                .isEqualTo(400);
        assertThat(tackle("PUT", RECORDS, "[]").status()).isEqualTo(400);
        assertThat(as("tk_invalid", "PUT", RECORDS, record("c1", "2025-01-31 11:00:00", 5))
                        .status())
                .isEqualTo(401);
        assertThat(tackle("GET", RECORDS + "/none", "").status()).isEqualTo(404);
        assertThat(tackle("DELETE", RECORDS, "").status()).isEqualTo(404);
        assertThat(fixture.ledger()).isEmpty();
    }
}
