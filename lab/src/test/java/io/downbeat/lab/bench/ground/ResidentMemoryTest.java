package io.downbeat.lab.bench.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void linux_writes_it_in_kibibytes() {
        assertThat(ResidentMemory.of(List.of("Name:\tjava", "VmHWM:\t  500000 kB", "VmRSS:\t  390625 kB"), "VmRSS:"))
                .isEqualTo(OptionalLong.of(400_000_000));
    }

    @Test
    void a_process_that_ended_has_none() {
        assertThat(ResidentMemory.of(List.of("Name:\tjava", "State:\tZ (zombie)"), "VmRSS:"))
                .isEmpty();
    }
}
