package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditTypeTest {
    private static final CreditType EUR = new CreditType(new UUID(0, 1), "EUR", "EUR", 2);

    @ParameterizedTest
    @CsvSource({"0.4, 0, 0", "0.5, 1, 0", "1.4999, 1, 1", "-0.5, -1, -1", "2, 2, 2"})
    void dollars_are_cents_and_round_half_up_once(String exact, String line, String floor) {
        assertThat(CreditType.USD_CENTS.roundToLine(new BigDecimal(exact))).isEqualByComparingTo(line);
        assertThat(CreditType.USD_CENTS.floor(new BigDecimal(exact))).isEqualByComparingTo(floor);
    }

    @ParameterizedTest
    @CsvSource({"12.344, 12.34", "12.345, 12.35"})
    void other_currencies_are_whole_units_with_two_decimals(String exact, String line) {
        assertThat(EUR.roundToLine(new BigDecimal(exact))).isEqualByComparingTo(line);
    }

    @ParameterizedTest
    @CsvSource({"1250, 1250, 12.50"})
    void a_cent_is_the_smallest_unit_of_a_dollar(String cents, String minor, String major) {
        assertThat(CreditType.USD_CENTS.inMinorUnits(new BigDecimal(cents))).isEqualByComparingTo(minor);
        assertThat(CreditType.USD_CENTS.inMajorUnits(new BigDecimal(cents))).isEqualByComparingTo(major);
    }

    @ParameterizedTest
    @CsvSource({"12.5, 1250, 12.5"})
    void a_euro_cent_is_the_smallest_unit_of_a_euro(String euros, String minor, String major) {
        assertThat(EUR.inMinorUnits(new BigDecimal(euros))).isEqualByComparingTo(minor);
        assertThat(EUR.inMajorUnits(new BigDecimal(euros))).isEqualByComparingTo(major);
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "10000, 7, 1429 1428 1429 1428 1429 1428 1429",
        "18, 12, 2 1 2 1 2 1 2 1 2 1 2 1",
        "-18, 4, -5 -4 -5 -4",
        "2, 4, 1 0 1 0",
        "0.5, 2, 0 1",
        "7, 1, 7"
    })
    void parts_of_a_whole_sum_to_it(String whole, int parts, String split) {
        assertThat(CreditType.USD_CENTS.split(new BigDecimal(whole), parts))
                .extracting(BigDecimal::toPlainString)
                .containsExactly(split.split(" "));
        assertThat(EUR.split(new BigDecimal(whole).movePointLeft(2), parts))
                .extracting(part -> part.movePointRight(2).toPlainString())
                .containsExactly(split.split(" "));
    }
}
