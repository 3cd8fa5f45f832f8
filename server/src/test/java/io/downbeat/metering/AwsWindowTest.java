package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of AWS's window, within a month and over its end (providers.md 4). */
class AwsWindowTest {
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "2025-06-30T23:00:00Z, PT6H, 2025-07-01T05:00:00Z",
        "2025-06-30T23:00:00Z, PT7H, 2025-07-01T06:00:00Z",
        "2025-06-30T23:00:00Z, PT24H, 2025-07-01T06:00:00Z",
        "2025-06-30T06:00:00Z, PT24H, 2025-07-01T06:00:00Z",
        "2025-06-30T05:00:00Z, PT24H, 2025-07-01T05:00:00Z",
        "2025-07-01T00:00:00Z, PT24H, 2025-07-02T00:00:00Z",
        "2024-02-29T23:00:00Z, PT24H, 2024-03-01T06:00:00Z",
        "2025-12-31T12:00:00Z, PT24H, 2026-01-01T06:00:00Z"
    })
    void a_months_records_are_taken_until_six_on_the_first(String hour, String window, String end) {
        assertThat(AwsWindow.end(Instant.parse(hour), Duration.parse(window))).isEqualTo(Instant.parse(end));
    }
}
