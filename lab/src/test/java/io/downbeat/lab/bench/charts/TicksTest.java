package io.downbeat.lab.bench.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.downbeat.lab.bench.figures.Curve;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static final Curve.Axis LINEAR = Curve.Axis.linear("events/s");
    private static final Curve.Axis TENS = Curve.Axis.logarithmic("events");

    @Test
    void a_linear_axis_begins_at_zero_and_ends_behind_the_last_value() {
        assertThat(Ticks.of(LINEAR, List.of(31_000.0, 42_000.0)).marks())
                .containsExactly(0.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0, 50_000.0);
        assertThat(Ticks.of(LINEAR, List.of(50.0)).marks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0);
    }

    @Test
    void a_linear_axis_of_nothing_but_zero_has_a_length() {
        Ticks ticks = Ticks.of(LINEAR, List.of(0.0));
        assertThat(ticks.until()).isGreaterThan(ticks.from());
        assertThat(ticks.place(0)).isZero();
    }

    @Test
    void a_linear_axis_goes_below_zero_only_if_a_value_does() {
        assertThat(Ticks.of(LINEAR, List.of(-1.0, 4.0)).from()).isEqualTo(-1);
        assertThat(Ticks.of(LINEAR, List.of(1.0, 4.0)).from()).isZero();
    }

    @Test
    void a_logarithmic_axis_has_the_powers_of_ten_around_its_values() {
        assertThat(Ticks.of(TENS, List.of(100_000.0, 2_000_000.0)).marks()).containsExactly(1e5, 1e6, 1e7);
        assertThat(Ticks.of(TENS, List.of(1_000.0, 1_000_000.0)).marks()).containsExactly(1e3, 1e4, 1e5, 1e6);
        assertThat(Ticks.of(TENS, List.of(1_000.0)).marks()).containsExactly(1e3, 1e4);
        assertThat(Ticks.of(TENS, List.of(0.62, 1.4)).marks()).containsExactly(0.1, 1.0, 10.0);
    }

    @Test
    void zero_has_no_place_on_a_logarithmic_axis() {
        assertThatThrownBy(() -> Ticks.of(TENS, List.of(0.0, 1.0))).hasMessageContaining("logarithmic");
    }

    @Test
    void places_are_in_proportion_or_in_steps_of_ten() {
        Ticks linear = Ticks.of(LINEAR, List.of(50.0));
        assertThat(List.of(linear.place(0), linear.place(25), linear.place(50))).containsExactly(0.0, 0.5, 1.0);
        Ticks tens = Ticks.of(TENS, List.of(1.0, 100.0));
        assertThat(tens.place(1)).isZero();
        assertThat(tens.place(10)).isEqualTo(0.5, within(1e-9));
        assertThat(tens.place(100)).isEqualTo(1.0, within(1e-9));
    }
}
