package io.downbeat.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff TEN_SECONDS = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void each_pause_is_twice_the_one_before_up_to_the_longest() {
        assertThat(IntStream.range(0, 6).mapToObj(TEN_SECONDS::pause).map(Duration::toSeconds))
                .isEqualTo(List.of(1L, 2L, 4L, 8L, 10L, 10L));
        assertThat(TEN_SECONDS.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void jitter_waits_a_part_at_least_and_the_whole_at_most() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        List<Long> waits = IntStream.range(0, 500)
                .mapToObj(
                        i -> TEN_SECONDS.withJitterFrom(25).jittered(2, random).toMillis())
                .toList();
        assertThat(waits).allMatch(wait -> wait >= 1000 && wait <= 4000);
        assertThat(waits.stream().distinct().count()).isGreaterThan(100);
        assertThat(TEN_SECONDS.jittered(2, random)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void what_would_never_wait_or_never_end_is_no_backoff() {
        assertThatThrownBy(() -> Backoff.doubling(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Backoff.doubling(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), 1, Duration.ofSeconds(2), 100))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TEN_SECONDS.withJitterFrom(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TEN_SECONDS.pause(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
