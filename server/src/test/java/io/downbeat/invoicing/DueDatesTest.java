package io.downbeat.invoicing;

import static io.downbeat.invoicing.Fixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueDatesTest {
    @Test
    void a_usage_invoice_waits_for_its_grace_and_none_is_allowed() {
        assertThat(DueDates.issuedAt(Fixtures.JANUARY, Duration.ofHours(24))).isEqualTo(at("2025-02-02"));
        assertThat(DueDates.issuedAt(Fixtures.JANUARY, Duration.ZERO)).isEqualTo(at("2025-02-01"));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-09T00:00:00Z, 2025-01-10T00:00:00Z",
        "2025-01-10T00:00:00Z, 2025-01-10T00:00:00Z",
        "2025-01-10T00:00:01Z, 2025-01-10T00:00:01Z",
        "2025-03-01T00:00:00Z, 2025-03-01T00:00:00Z"
    })
    void a_scheduled_invoice_is_due_on_its_date_or_at_once(String date, String due) {
        assertThat(DueDates.scheduled(Instant.parse(date), at("2025-01-10"))).isEqualTo(Instant.parse(due));
    }

    @ParameterizedTest
    @CsvSource({"0, PT1M", "1, PT2M", "5, PT32M", "8, PT256M", "9, PT6H", "1000, PT6H"})
    void a_failure_is_tried_again_later_and_later(int failures, Duration wait) {
        assertThat(DueDates.again(at("2025-01-01"), failures))
                .isEqualTo(at("2025-01-01").plus(wait));
    }
}
