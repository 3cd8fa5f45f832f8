package io.downbeat.pricing.rates;

import static io.downbeat.pricing.rates.Terms.flat;
import static io.downbeat.pricing.rates.Terms.term;
import static io.downbeat.pricing.rates.Terms.tiers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.downbeat.pricing.rates.RateModifier.Multiplier;
import io.downbeat.pricing.rates.RateModifier.Overwrite;
import io.downbeat.pricing.rates.RateModifier.TieredMultiplier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateModifierTest {

    private static Multiplier times(String factor) {
        return new Multiplier(new BigDecimal(factor));
    }

    /** Sizes and factors in turn, with a last factor without a size if their number is odd. */
    private static TieredMultiplier steps(String... sizesAndFactors) {
        List<TieredMultiplier.Step> steps = new ArrayList<>();
        for (int i = 0; i < sizesAndFactors.length; i += 2) {
            boolean endless = i == sizesAndFactors.length - 1;
            steps.add(new TieredMultiplier.Step(
                    endless ? null : new BigDecimal(sizesAndFactors[i]),
                    new BigDecimal(sizesAndFactors[endless ? i : i + 1])));
        }
        return new TieredMultiplier(steps);
    }

    /** {@code "10x80"} for each part of so many units. */
    private static List<String> parts(Rate rate, String quantity) {
        return PriceEngine.price(term(rate), new BigDecimal(quantity)).stream()
                .map(part ->
                        part.quantity().toPlainString() + "x" + part.unitPrice().toPlainString())
                .toList();
    }

    @Test
    void an_overwrite_takes_the_rates_place_whatever_it_was() {
        assertThat(new Overwrite(flat("120"), null).apply(tiers("5", "1", "2"))).isEqualTo(flat("120"));
        assertThat(new Overwrite(tiers("5", "1", "2"), null).apply(flat("120"))).isEqualTo(tiers("5", "1", "2"));
    }

    @Test
    void a_multiplier_multiplies_every_price_and_loses_no_digit() {
        assertThat(times("0.8").apply(flat("100"))).isEqualTo(flat("80"));
        assertThat(times("1.1").apply(flat("0.000000000000000001"))).isEqualTo(flat("0.0000000000000000011"));
        assertThat(times("0.50").apply(tiers("10", "100", "50"))).isEqualTo(tiers("10", "50", "25"));
    }

    @Test
    void a_multiplier_of_zero_makes_a_price_of_zero_and_not_no_price() {
        assertThat(parts(times("0").apply(flat("100")), "10")).containsExactly("10x0");
    }

    @Test
    void steps_on_a_flat_rate_are_tiers_and_beyond_the_last_step_the_price_is_as_it_was() {
        Rate changed = steps("10", "0.8", "10", "0.7").apply(flat("100"));

        assertThat(changed).isEqualTo(tiers("10", "80", "10", "70", "100"));
        assertThat(parts(changed, "25")).containsExactly("10x80", "10x70", "5x100");
    }

    @Test
    void a_last_step_without_a_size_has_no_beyond() {
        assertThat(steps("10", "0.8", "0.7").apply(flat("100"))).isEqualTo(tiers("10", "80", "70"));
        assertThat(steps("0.7").apply(flat("100"))).isEqualTo(flat("70"));
    }

    @Test
    void steps_on_a_tiered_rate_are_the_union_of_both() {
        Rate changed = steps("10", "0.8", "0.5").apply(tiers("15", "100", "60"));

        assertThat(parts(changed, "20")).containsExactly("10x80", "5x50", "5x30");
    }

    @Test
    void edges_that_meet_are_one_edge() {
        assertThat(steps("5.0", "0.5", "5", "0.2").apply(tiers("5", "100", "10", "60", "10")))
                .isEqualTo(tiers("5", "50", "5", "12", "5", "60", "10"));
    }

    @Test
    void a_step_wider_than_the_first_tiers_goes_over_their_edges() {
        assertThat(steps("100", "0.5").apply(tiers("10", "8", "20", "6", "4")))
                .isEqualTo(tiers("10", "4", "20", "3", "70", "2", "4"));
    }

    @Test
    void factors_are_never_negative_and_steps_have_a_size_but_for_the_last() {
        assertThatIllegalArgumentException().isThrownBy(() -> times("-0.1"));
        assertThatIllegalArgumentException().isThrownBy(() -> steps("10", "-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> steps("0", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new TieredMultiplier(List.of()));
        TieredMultiplier.Step endless = new TieredMultiplier.Step(null, BigDecimal.ONE);
        assertThatIllegalArgumentException().isThrownBy(() -> new TieredMultiplier(List.of(endless, endless)));
    }
}
