package io.downbeat.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of offsets when a contract starts. */
class OffsetTest {

    @ParameterizedTest
    @CsvSource({
        "2025-01-31, 0 DAYS, 1 MONTHS, 2025-01-31, 2025-02-28",
        "2025-01-31, 1 MONTHS, 1 MONTHS, 2025-02-28, 2025-03-31",
        "2025-01-31, 2 MONTHS, 1 MONTHS, 2025-03-31, 2025-04-30",
        "2024-01-31, 1 MONTHS, 1 YEARS, 2024-02-29, 2025-02-28",
        "2024-02-29, 1 YEARS, 1 YEARS, 2025-02-28, 2026-02-28",
        "2024-02-29, 3 YEARS, 12 MONTHS, 2027-02-28, 2028-02-29",
        "2025-01-31, 1 MONTHS, 1 DAYS, 2025-02-28, 2025-03-01",
        "2025-01-31, 30 DAYS, 1 MONTHS, 2025-03-02, 2025-04-02",
        "2025-01-01, 2 WEEKS, 1 WEEKS, 2025-01-15, 2025-01-22",
    })
    void months_are_added_up_before_they_are_counted(
            String start, String offset, String duration, String from, String until) {
        Instant contract = midnight(start);
        assertThat(offset(offset).after(contract)).isEqualTo(midnight(from));
        assertThat(offset(offset).end(contract, offset(duration))).isEqualTo(midnight(until));
    }

    private static Instant midnight(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

    private static Offset offset(String words) {
        String[] both = words.split(" ");
        return new Offset(Integer.parseInt(both[0]), Offset.Unit.valueOf(both[1]));
    }
}
