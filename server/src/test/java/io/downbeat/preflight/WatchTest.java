package io.downbeat.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a coming segment is looked at, and when what was found is over. */
class WatchTest {

    @ParameterizedTest
    @CsvSource({
        // 35 days before 2025-06-01T00:00 is 2025-04-27T00:00
        "2025-01-01T00:00:00Z, 2025-06-01T00:00:00Z, 2025-04-27T06:00:00Z",
        "2025-04-27T05:59:59Z, 2025-06-01T00:00:00Z, 2025-04-27T06:00:00Z",
        "2025-04-27T06:00:00Z, 2025-06-01T00:00:00Z, 2025-04-28T06:00:00Z",
        // The daily hour exactly 35 days ahead belongs to them
        "2025-01-01T00:00:00Z, 2025-06-01T06:00:00Z, 2025-04-27T06:00:00Z",
        "2025-01-01T00:00:00Z, 2025-06-01T06:00:00.001Z, 2025-04-28T06:00:00Z",
        // The last look before it, and the beginning itself
        "2025-05-31T05:00:00Z, 2025-06-01T00:00:00Z, 2025-05-31T06:00:00Z",
        "2025-05-31T06:00:00Z, 2025-06-01T00:00:00Z, 2025-06-01T00:00:00Z",
        "2025-05-31T23:59:59Z, 2025-06-01T00:00:00Z, 2025-06-01T00:00:00Z",
        "2025-06-01T05:00:00Z, 2025-06-01T06:00:00Z, 2025-06-01T06:00:00Z"
    })
    void it_is_looked_at_daily_from_35_days_before_it_begins(Instant now, Instant begins, Instant due) {
        var watch = new Watch(
                new CustomerId(UUID.randomUUID()),
                new ContractId(UUID.randomUUID()),
                new ConfigurationId(UUID.randomUUID()),
                begins);
        assertThat(watch.dueAfter(now)).isEqualTo(due).isAfter(now);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customer=FAILED | credentials=OK customer=OK | true",
                "customer=FAILED | credentials=OK customer=WARNING | true",
                "customer=FAILED | credentials=OK customer=UNKNOWN | false",
                "customer=FAILED | credentials=UNKNOWN | false",
                // A question of its own that nobody may ask does not keep the notice open
                "customer=FAILED custom_fields=UNKNOWN | customer=OK custom_fields=UNKNOWN | true",
                // The product that was not mapped is not sold any more
                "mapping=FAILED | credentials=OK | true",
                "mapping=FAILED customer=FAILED | mapping=OK customer=UNKNOWN | false"
            })
    void only_an_answer_about_what_failed_ends_a_notice(String failing, String later, boolean updated) {
        assertThat(Notice.isMended(points(failing), points(later))).isEqualTo(updated);
    }

    private static List<Point> points(String text) {
        return Arrays.stream(text.strip().split(" "))
                .map(each -> each.split("="))
                .map(each -> new Point(each[0], Verdict.valueOf(each[1]), "because"))
                .toList();
    }
}
