package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
    private static final Instant WRITTEN = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant END = WRITTEN.plus(Retries.GIVEN_UP_AFTER);

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 4000", "9, 512000", "10, 900000", "11, 900000", "300, 900000", "2147483647, 900000"})
    void waits_twice_as_long_each_time_up_to_a_quarter_of_an_hour(int failures, long ceiling) {
        for (int i = 0; i < 200; i++) {
            long wait = Duration.between(
                            WRITTEN, Retries.next(failures, END, WRITTEN).orElseThrow())
                    .toMillis();
            assertThat(wait).isBetween(ceiling * 3 / 4, ceiling);
        }
    }

    @Test
    void tries_about_two_hundred_times_the_last_time_when_two_days_are_over() {
        Instant now = WRITTEN;
        int attempts = 1;
        for (Optional<Instant> next = Retries.next(1, END, now); next.isPresent(); attempts++) {
            now = next.get();
            next = Retries.next(attempts + 1, END, now);
        }
        assertThat(now).isEqualTo(END);
        assertThat(attempts).isBetween(200, 270);
    }

    @Test
    void gives_up_at_the_end_and_not_a_moment_before() {
        assertThat(Retries.next(5, END, END.minusMillis(1))).contains(END);
        assertThat(Retries.next(5, END, END)).isEmpty();
        assertThat(Retries.next(5, END, END.plusSeconds(1))).isEmpty();
    }
}
