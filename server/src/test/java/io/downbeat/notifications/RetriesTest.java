package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {
    private static final Instant WRITTEN = Instant.parse("2025-01-01T00:00:00Z");
    private static final WebhookId WEBHOOK = new WebhookId(UUID.randomUUID());
    private static final Instant END = WRITTEN.plus(Retries.GIVEN_UP_AFTER);

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 4000", "9, 512000"})
    void waits_about_twice_as_long_each_time(int failures, long ceiling) {
        for (int i = 0; i < 200; i++) {
            long wait = Duration.between(
                            WRITTEN,
                            Retries.next(WEBHOOK, failures, END, WRITTEN).orElseThrow())
                    .toMillis();
            assertThat(wait).isBetween(ceiling * 3 / 4, ceiling);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 300, Integer.MAX_VALUE})
    void then_every_quarter_of_an_hour_all_messages_of_a_webhook_together(int failures) {
        Instant first = Retries.next(WEBHOOK, failures, END, WRITTEN).orElseThrow();
        assertThat(first).isAfter(WRITTEN).isBeforeOrEqualTo(WRITTEN.plus(Retries.CADENCE));
        assertThat(Retries.next(WEBHOOK, failures, END, first.minusNanos(1))).contains(first);
        assertThat(Retries.next(WEBHOOK, failures, END, first)).contains(first.plus(Retries.CADENCE));
        assertThat(Retries.next(WEBHOOK, failures, END, first.plusNanos(1))).contains(first.plus(Retries.CADENCE));
    }

    @Test
    void tries_about_two_hundred_times_the_last_time_when_two_days_are_over() {
        Instant now = WRITTEN;
        int attempts = 1;
        for (Optional<Instant> next = Retries.next(WEBHOOK, 1, END, now); next.isPresent(); attempts++) {
            now = next.get();
            next = Retries.next(WEBHOOK, attempts + 1, END, now);
        }
        assertThat(now).isEqualTo(END);
        assertThat(attempts).isBetween(199, 205);
    }

    @Test
    void gives_up_at_the_end_and_not_a_moment_before() {
        assertThat(Retries.next(WEBHOOK, 5, END, END.minusMillis(1))).contains(END);
        assertThat(Retries.next(WEBHOOK, 5, END, END)).isEmpty();
        assertThat(Retries.next(WEBHOOK, 5, END, END.plusSeconds(1))).isEmpty();
    }
}
