package io.downbeat.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SteadyLoadTest {
    private static Watched watched(int patienceMillis) {
        return new Watched("units", Duration.ofMillis(5), Duration.ofMillis(patienceMillis));
    }

    private static int pause(int units) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        return units;
    }

    @Test
    void a_load_that_goes_on_is_waited_for_longer_than_it_may_stand_still() {
        try (SteadyLoad load = SteadyLoad.start(List.<Load.Caller>of(() -> pause(1)))) {
            load.await(40, watched(500));
            load.stop();
            assertThat(load.window().units()).isGreaterThanOrEqualTo(40);
        }
    }

    @Test
    void a_load_whose_calls_never_end_is_told_and_left() {
        CountDownLatch answer = new CountDownLatch(1);
        Load.Caller stuck = () -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return 1;
        };
        try (SteadyLoad load = SteadyLoad.start(List.of(stuck))) {
            assertThatThrownBy(() -> load.await(1, watched(50)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("units: 0, and no change");
        } finally {
            answer.countDown();
        }
    }

    @Test
    void a_call_that_fails_ends_the_wait() {
        Load.Caller failing = () -> {
            throw new IOException("no answer");
        };
        try (SteadyLoad load = SteadyLoad.start(List.of(failing))) {
            assertThatThrownBy(() -> load.await(1)).hasRootCauseMessage("no answer");
        }
    }
}
