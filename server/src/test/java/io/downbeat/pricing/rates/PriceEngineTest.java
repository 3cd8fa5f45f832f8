package io.downbeat.pricing.rates;

import static io.downbeat.pricing.rates.Terms.divide;
import static io.downbeat.pricing.rates.Terms.flat;
import static io.downbeat.pricing.rates.Terms.multiply;
import static io.downbeat.pricing.rates.Terms.term;
import static io.downbeat.pricing.rates.Terms.tiers;
import static io.downbeat.pricing.rates.Terms.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.downbeat.pricing.products.QuantityRounding;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceEngineTest {
    private static final UsageTerm PUBLISHED = term(tiers("5", "0", "5", "100", "150"));

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    @Test
    void five_free_five_at_one_dollar_the_rest_at_one_and_a_half_make_eight_dollars_of_twelve() {
        List<PricedQuantity> parts = PriceEngine.price(PUBLISHED, decimal("12"));

        assertThat(parts).hasSize(3);
        assertThat(total(parts)).isEqualByComparingTo("800");
        assertThat(parts).extracting(part -> part.quantity().toPlainString()).containsExactly("5", "5", "2");
        assertThat(parts).extracting(part -> part.exactTotal().toPlainString()).containsExactly("0", "500", "300");
        assertThat(parts)
                .extracting(PricedQuantity::tier)
                .containsExactly(
                        new TierRange(1, decimal("0"), decimal("5")),
                        new TierRange(2, decimal("5"), decimal("5")),
                        new TierRange(3, decimal("10"), null));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0.0001, 1, 0",
        "4.9999, 1, 0",
        "5, 1, 0",
        "5.0001, 2, 0.01",
        "9.9999, 2, 499.99",
        "10, 2, 500",
        "10.0001, 3, 500.015",
        "1000000, 3, 149999000"
    })
    void a_tier_begins_after_its_edge_and_holds_its_end(String quantity, int lines, String total) {
        List<PricedQuantity> parts = PriceEngine.price(PUBLISHED, decimal(quantity));
        assertThat(parts).hasSize(lines);
        assertThat(total(parts)).isEqualByComparingTo(total);
    }

    @Test
    void a_flat_rate_is_one_part_without_a_tier() {
        PricedQuantity part =
                PriceEngine.price(term(flat("0.000125")), decimal("1234567")).getFirst();
        assertThat(part.exactTotal()).isEqualByComparingTo("154.320875");
        assertThat(part.unitPrice()).isEqualByComparingTo("0.000125");
        assertThat(part.tier()).isNull();
    }

    @Test
    void a_free_quantity_still_shows_and_no_quantity_does_not() {
        assertThat(PriceEngine.price(term(flat("0")), decimal("3"))).hasSize(1);
        assertThat(PriceEngine.price(term(flat("7")), decimal("0.000"))).isEmpty();
    }

    @Test
    void no_digit_of_a_total_is_lost() {
        PricedQuantity part = PriceEngine.price(
                        term(flat("0.000000000000000001")), decimal("123456789012345678.000000000000000001"))
                .getFirst();
        assertThat(part.exactTotal()).isEqualByComparingTo("0.123456789012345678000000000000000001");
    }

    @ParameterizedTest
    @CsvSource({
        // 1.4 thousandths: converted first, 1400 of them are 1.4, which rounds to 2 up, 1 down and 1 half up.
        "1400, ROUND_UP, 0, 2",
        "1400, ROUND_DOWN, 0, 1",
        "1400, ROUND_HALF_UP, 0, 1",
        "1499, ROUND_HALF_UP, 0, 1",
        "1500, ROUND_HALF_UP, 0, 2",
        "1501, ROUND_HALF_UP, 0, 2",
        "1000, ROUND_UP, 0, 1",
        "1001, ROUND_UP, 0, 2",
        "999, ROUND_DOWN, 0, 0",
        "1234, ROUND_UP, 2, 1.24",
        "1234, ROUND_DOWN, 2, 1.23",
        "1235, ROUND_HALF_UP, 2, 1.24",
        "-1500, ROUND_HALF_UP, 0, -2",
        "-1400, ROUND_UP, 0, -2",
        "-1400, ROUND_DOWN, 0, -1"
    })
    void a_quantity_is_converted_first_and_rounded_second(
            String raw, QuantityRounding.Method method, int decimals, String priced) {
        UsageTerm term = term(flat("1"), divide("1000"), new QuantityRounding(method, decimals));
        assertThat(PriceEngine.inPricedUnits(term, decimal(raw))).isEqualByComparingTo(priced);
    }

    @Test
    void the_other_order_would_have_given_another_price() {
        UsageTerm term = term(flat("1"), multiply("10"), new QuantityRounding(QuantityRounding.Method.ROUND_UP, 0));
        // Rounded first, 0.51 would be 1 and then 10.
        assertThat(total(PriceEngine.price(term, decimal("0.51")))).isEqualByComparingTo("6");
    }

    @Test
    void a_third_is_kept_to_34_digits() {
        UsageTerm term = term(flat("3"), divide("3"), null);
        assertThat(total(PriceEngine.price(term, decimal("1")))).isEqualByComparingTo("0." + "9".repeat(34));
    }

    @Test
    void tiers_count_the_converted_quantity() {
        UsageTerm term = term(tiers("5", "0", "100"), divide("1000"), null);
        assertThat(total(PriceEngine.price(term, decimal("5000")))).isEqualByComparingTo("0");
        assertThat(total(PriceEngine.price(term, decimal("6000")))).isEqualByComparingTo("100");
    }

    @Test
    void a_step_over_an_edge_is_priced_on_both_sides_of_it() {
        List<PricedQuantity> parts = PriceEngine.priceBetween(PUBLISHED, decimal("4"), decimal("11"));
        assertThat(parts).extracting(part -> part.quantity().toPlainString()).containsExactly("1", "5", "1");
        assertThat(total(parts)).isEqualByComparingTo("650");
        assertThat(PriceEngine.priceBetween(PUBLISHED, decimal("5"), decimal("10")))
                .singleElement()
                .satisfies(part -> assertThat(part.tier()).isEqualTo(new TierRange(2, decimal("5"), decimal("5"))));
    }

    @Test
    void a_step_down_takes_back_what_the_units_cost() {
        assertThat(total(PriceEngine.priceBetween(PUBLISHED, decimal("11"), decimal("4"))))
                .isEqualByComparingTo("-650");
        assertThat(PriceEngine.priceBetween(PUBLISHED, decimal("11"), decimal("11")))
                .isEmpty();
    }

    @Test
    void hours_below_a_whole_unit_cost_when_the_unit_is_full() {
        UsageTerm term = term(flat("10"), divide("1000"), new QuantityRounding(QuantityRounding.Method.ROUND_DOWN, 0));
        assertThat(PriceEngine.priceBetween(term, decimal("0"), decimal("999"))).isEmpty();
        assertThat(total(PriceEngine.priceBetween(term, decimal("999"), decimal("1000"))))
                .isEqualByComparingTo("10");
    }

    @Test
    void what_makes_no_price_is_no_rate() {
        assertThatIllegalArgumentException().isThrownBy(() -> flat("-0.01"));
        assertThatIllegalArgumentException().isThrownBy(() -> new TieredRate(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> tiers("0", "1", "1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TieredRate(List.of(new Tier(decimal("5"), decimal("1")))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TieredRate(List.of(new Tier(null, decimal("1")), new Tier(null, decimal("1")))));
        assertThatIllegalArgumentException().isThrownBy(() -> divide("0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuantityRounding(QuantityRounding.Method.ROUND_UP, -1));
    }
}
