package io.downbeat.lab.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
    @Test
    void steps_are_1_2_and_5_of_each_power_of_ten_and_the_last_in_any_case() {
        assertThat(Steps.between(100_000, 5_000_000))
                .containsExactly(100_000L, 200_000L, 500_000L, 1_000_000L, 2_000_000L, 5_000_000L);
        assertThat(Steps.between(10_000, 70_000)).containsExactly(10_000L, 20_000L, 50_000L, 70_000L);
        assertThat(Steps.between(10_000, 100_000_000)).hasSize(13).last().isEqualTo(100_000_000L);
    }

    @Test
    void contracts_become_ten_times_as_many_twice() {
        assertThat(Steps.tens(100_000)).containsExactly(1_000, 10_000, 100_000);
        assertThat(Steps.tens(50)).containsExactly(5, 50);
    }

    @Test
    void the_median_is_the_one_in_the_middle() {
        assertThat(GrownReads.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3);
    }

    @Test
    void less_than_can_be_measured_is_refused() {
        assertThatThrownBy(() -> GrowthScale.FULL.withEvents(19_999)).isInstanceOf(IllegalArgumentException.class);
        assertThat(GrowthScale.FULL.withEvents(20_000).events()).isEqualTo(20_000);
        assertThatThrownBy(() -> GrowthScale.FULL.withCustomers(99)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GrowthScale.FULL.withContracts(9)).isInstanceOf(IllegalArgumentException.class);
    }
}
