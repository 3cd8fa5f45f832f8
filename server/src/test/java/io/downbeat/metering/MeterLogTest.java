package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.downbeat.testing.CapturedLog;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What metering says while a marketplace comes and goes. */
class MeterLogTest extends FakeMarketplaceHarness {
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void stop() {
        log.close();
    }

    private void silence(int requests) {
        for (int i = 0; i < requests; i++) {
            connector.next(new RecordAnswer.NoAnswer("HTTP 503"));
        }
    }

    @Test
    void a_marketplace_that_is_away_is_a_line_when_it_goes_and_one_when_it_comes_back() {
        silence(12);
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(connector.requests).hasSize(13);
        assertThat(log.lines(Level.WARN))
                .satisfiesExactly(
                        gone -> assertThat(gone)
                                .startsWith("aws_marketplace in r1 (delivery method ")
                                .contains("does not answer: HTTP 503"),
                        back -> assertThat(back).endsWith("answers again; its records go out"));
    }

    @Test
    void two_lost_answers_are_no_outage() {
        silence(2);
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void a_record_whose_window_ends_is_a_line() {
        connector.window = Duration.ofHours(2);
        connector.next(new RecordAnswer.Throttled("slow down", Duration.ofDays(1)));
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(harness.texts(acme)).startsWith("2025-06-01T00:00:00Z 100 EXPIRED");
        assertThat(log.lines(Level.WARN))
                .filteredOn(line -> line.startsWith("record "))
                .singleElement()
                .asString()
                .contains("expired, 100 cents of the hour 2025-06-01T00:00:00Z");
    }

    @Test
    void an_account_that_is_refused_is_a_line_when_it_begins_and_one_when_it_is_over() {
        for (int i = 0; i < 3; i++) {
            connector.next(new RecordAnswer.AccountRefused("AccessDenied", "no"));
        }
        harness.advanceTo("2025-06-01T02:00:00Z");
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(log.lines(Level.WARN))
                .satisfiesExactly(
                        refused -> assertThat(refused)
                                .startsWith("records are refused for delivery method ")
                                .endsWith("AccessDenied: no"),
                        over -> assertThat(over).startsWith("records are taken again for delivery method "));
    }

    @Test
    void other_credentials_are_a_line_that_does_not_say_that_records_are_taken() {
        for (int i = 0; i < 30; i++) {
            connector.next(new RecordAnswer.AccountRefused("AccessDenied", "no"));
        }
        harness.advanceTo("2025-06-01T01:05:00Z");
        harness.mend(account);
        assertThat(log.lines(Level.WARN))
                .satisfiesExactly(
                        refused -> assertThat(refused).startsWith("records are refused for delivery method "),
                        over -> assertThat(over)
                                .startsWith("records are tried again, with other credentials, for delivery method "));
    }

    @Test
    void a_parked_record_is_a_line() {
        connector.next(new RecordAnswer.Duplicate(null));
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(log.lines(Level.WARN)).singleElement().asString().startsWith("parked: record ");
    }
}
