package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
    private static final CreditType EUR = new CreditType(new UUID(0, 1), "EUR", "EUR", 2);

    private static Amount euros(String value) {
        return new Amount(new BigDecimal(value), EUR);
    }

    @Test
    void amounts_of_two_units_are_neither_added_nor_compared_and_the_refusal_has_both() {
        Amount cents = Amount.cents(1250);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cents.plus(euros("3")))
                .withMessage("3.00 EUR cannot be added to 12.50 USD: another unit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cents.minus(euros("3")))
                .withMessageContainingAll("3.00 EUR", "12.50 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cents.compareTo(euros("12.50")))
                .withMessageContainingAll("12.50 EUR", "12.50 USD");
        assertThatIllegalArgumentException().isThrownBy(() -> Amount.sum(EUR, List.of(euros("1"), cents)));
    }

    @Test
    void a_sum_keeps_every_digit_until_it_is_rounded() {
        Amount third = euros("0.3333");
        assertThat(Amount.sum(EUR, List.of(third, third, third))).isEqualTo(euros("0.9999"));
        assertThat(Amount.sum(EUR, List.of(third, third, third)).rounded()).isEqualTo(euros("1.00"));
        assertThat(Amount.sum(EUR, List.of())).isEqualByComparingTo(Amount.zero(EUR));
        assertThat(third.minus(euros("0.3333")).signum()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1250, 12.50 USD", "-500, -5.00 USD", "0, 0.00 USD", "0.4, 0.004 USD", "100000000, 1000000.00 USD"})
    void people_read_dollars(String cents, String text) {
        assertThat(new Amount(new BigDecimal(cents), CreditType.USD_CENTS)).hasToString(text);
        assertThat(Amount.text(new BigDecimal(cents), "usd")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.4, 0, 0", "0.5, 1, 0", "1.4999, 1, 1", "-0.5, -1, -1", "2, 2, 2"})
    void dollars_are_cents_and_round_half_up_once(String exact, String line, String floor) {
        assertThat(new Amount(new BigDecimal(exact), CreditType.USD_CENTS)
                        .rounded()
                        .value())
                .isEqualByComparingTo(line);
        assertThat(new Amount(new BigDecimal(exact), CreditType.USD_CENTS)
                        .roundedDown()
                        .value())
                .isEqualByComparingTo(floor);
    }

    @ParameterizedTest
    @CsvSource({"12.344, 12.34", "12.345, 12.35"})
    void other_currencies_are_whole_units_with_two_decimals(String exact, String line) {
        assertThat(new Amount(new BigDecimal(exact), EUR).rounded().value()).isEqualByComparingTo(line);
    }

    @ParameterizedTest
    @CsvSource({"1250, 1250, 12.50"})
    void a_cent_is_the_smallest_unit_of_a_dollar(String cents, String minor, String major) {
        assertThat(new Amount(new BigDecimal(cents), CreditType.USD_CENTS).inMinorUnits())
                .isEqualByComparingTo(minor);
        assertThat(new Amount(new BigDecimal(cents), CreditType.USD_CENTS).inMajorUnits())
                .isEqualByComparingTo(major);
    }

    @ParameterizedTest
    @CsvSource({"12.5, 1250, 12.5"})
    void a_euro_cent_is_the_smallest_unit_of_a_euro(String euros, String minor, String major) {
        assertThat(new Amount(new BigDecimal(euros), EUR).inMinorUnits()).isEqualByComparingTo(minor);
        assertThat(new Amount(new BigDecimal(euros), EUR).inMajorUnits()).isEqualByComparingTo(major);
    }
}
