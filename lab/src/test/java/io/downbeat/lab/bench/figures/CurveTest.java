package io.downbeat.lab.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void values_are_short_on_an_axis() {
        assertThat(List.of(0.0, 0.5, 1.0, 778.0, 1_000.0, 1_500.0, 40_000.0, 123_456.0, 2_000_000.0, 1e9))
                .extracting(Curve::words)
                .containsExactly("0", "0.5", "1", "778", "1k", "1.5k", "40k", "123k", "2M", "1G");
    }

    @Test
    void a_curve_of_nothing_is_refused() {
        assertThatThrownBy(() -> new Curve("x", "", Curve.Axis.linear(""), Curve.Axis.linear(""), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Curve(
                        "x",
                        "",
                        Curve.Axis.linear(""),
                        Curve.Axis.linear(""),
                        List.of(new Curve.Line("empty", List.of()))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void its_name_is_one_for_a_file() {
        var line = new Curve.Line("one", List.of(new Curve.Point(1, 1)));
        assertThatThrownBy(() -> new Curve("../x", "", Curve.Axis.linear(""), Curve.Axis.linear(""), List.of(line)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
