package io.downbeat.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchedTest {
    @Test
    void a_number_that_moves_is_waited_for_longer_than_it_may_stand_still() {
        AtomicLong number = new AtomicLong();
        new Watched("steps", Duration.ofMillis(20), Duration.ofMillis(200))
                .until(steps -> steps == 30, number::incrementAndGet);
        assertThat(number).hasValue(30);
    }

    @Test
    void a_number_that_stands_still_ends_the_run_and_is_told() {
        Watched stuck = new Watched("deliveries, of 2,000", Duration.ofMillis(1), Duration.ofMillis(20));
        assertThatThrownBy(() -> stuck.until(count -> count >= 2_000, () -> 1_999))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("deliveries, of 2,000: 1,999");
    }
}
