package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2025-01-01T00:00:00Z | 2025-02-01T00:00:00Z | 1 Jan 2025 to 31 Jan 2025
        2024-02-01T00:00:00Z | 2024-03-01T00:00:00Z | 1 Feb 2024 to 29 Feb 2024
        2024-12-15T00:00:00Z | 2025-01-01T00:00:00Z | 15 Dec 2024 to 31 Dec 2024
        2025-01-20T00:00:00Z | 2025-01-21T00:00:00Z | 20 Jan 2025
        2025-01-10T10:00:00Z | 2025-02-01T00:00:00Z | 10 Jan 2025 10:00 to 1 Feb 2025 00:00 UTC
        2025-01-01T00:00:00Z | 2025-01-20T14:00:00Z | 1 Jan 2025 00:00 to 20 Jan 2025 14:00 UTC
        2025-01-20T14:00:30Z | 2025-01-20T15:00:00Z | 20 Jan 2025 14:00:30 to 20 Jan 2025 15:00 UTC
        """)
    void an_interval_names_its_last_day_or_both_moments(Instant start, Instant end, String words) {
        assertThat(Dates.interval(start, end)).isEqualTo(words);
    }

    @Test
    void a_moment_has_a_time_unless_it_is_midnight() {
        assertThat(Dates.moment(Instant.parse("2025-09-15T00:00:00Z"))).isEqualTo("15 Sep 2025");
        assertThat(Dates.moment(Instant.parse("2025-09-15T06:30:00Z"))).isEqualTo("15 Sep 2025 06:30 UTC");
        assertThat(Dates.day(Instant.parse("2025-01-31T23:59:59Z"), 30)).isEqualTo("2 Mar 2025");
    }
}
