package io.downbeat.instruments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many may ask; the source is asked seldom, by one at a time, and nobody waits long. */
class RecentReadingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger readings = new AtomicInteger();

    @Test
    void a_reading_serves_all_who_ask_within_three_seconds() {
        var reading = new RecentReading<>(readings::incrementAndGet, Duration.ofSeconds(5), nanos::get);
        assertThat(reading.value()).contains(1);
        nanos.addAndGet(3 * SECOND);
        assertThat(reading.value()).contains(1);
        nanos.addAndGet(1);
        assertThat(reading.value()).contains(2);
    }

    @Test
    void one_that_took_long_is_kept_twenty_times_as_long() {
        var reading = new RecentReading<>(
                () -> {
                    nanos.addAndGet(2 * SECOND);
                    return readings.incrementAndGet();
                },
                Duration.ofSeconds(5),
                nanos::get);
        assertThat(reading.value()).contains(1);
        nanos.addAndGet(40 * SECOND);
        assertThat(reading.value()).contains(1);
        nanos.addAndGet(1);
        assertThat(reading.value()).contains(2);
    }

    @Test
    void one_that_hangs_is_not_waited_for_nor_begun_a_second_time() {
        var end = new CountDownLatch(1);
        var reading = new RecentReading<>(
                () -> {
                    readings.incrementAndGet();
                    try {
                        end.await();
                    } catch (InterruptedException stopping) {
                        throw new IllegalStateException(stopping);
                    }
                    return "late";
                },
                PATIENCE,
                nanos::get);
        assertThat(reading.value()).isEmpty();
        nanos.addAndGet(100 * SECOND);
        assertThat(reading.value()).isEmpty();
        assertThat(readings).hasValue(1);
        end.countDown();
        assertThat(reading.value()).contains("late");
    }

    @Test
    void one_that_fails_is_no_figure_and_is_tried_again() {
        var reading = new RecentReading<String>(
                () -> {
                    if (readings.incrementAndGet() == 1) {
                        throw new IllegalStateException("away");
                    }
                    return "back";
                },
                Duration.ofSeconds(5),
                nanos::get);
        assertThat(reading.value()).isEqualTo(Optional.empty());
        nanos.addAndGet(4 * SECOND);
        assertThat(reading.value()).contains("back");
    }
}
