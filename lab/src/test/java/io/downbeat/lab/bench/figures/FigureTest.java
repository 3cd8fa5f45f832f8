package io.downbeat.lab.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void a_rate_reaches_its_target_from_above() {
        assertThat(Figure.of("invoices", 1_200, "invoices/s").target(1_200).reached())
                .isTrue();
        assertThat(Figure.of("invoices", 1_199, "invoices/s").target(1_200).reached())
                .isFalse();
    }

    @Test
    void a_time_and_a_size_reach_it_from_below() {
        assertThat(Figure.of("memory", 400, "MB").target(400).reached()).isTrue();
        assertThat(Figure.of("memory", 400.1, "MB").target(400).reached()).isFalse();
        assertThat(Figure.of("read", 5.1, "ms").target(5).reached()).isFalse();
    }

    @Test
    void what_has_no_target_misses_none() {
        assertThat(Figure.of("seeding", 1, "s").reached()).isTrue();
    }
}
