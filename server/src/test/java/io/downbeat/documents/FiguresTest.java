package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    private static final CreditType CREDITS = CreditType.custom(new UUID(0, 1), "Compute credits");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1032               | $10.32
        0                  | $0.00
        0.00               | $0.00
        5                  | $0.05
        -2500              | -$25.00
        100000000          | $1,000,000.00
        1E+5               | $1,000.00
        0.0012345678       | $0.000012345678
        12.5               | $0.125
        -0.01              | -$0.0001
        99999999999999.9   | $999,999,999,999.999
        """)
    void dollars_are_shown_from_cents_exactly(String cents, String shown) {
        assertThat(Figures.amount(new Amount(new BigDecimal(cents), CreditType.USD_CENTS)))
                .isEqualTo(shown);
    }

    @Test
    void other_currencies_are_in_whole_units_and_custom_ones_have_their_name() {
        Amount euros = new Amount(new BigDecimal("-1234.5"), Sample.EUR);
        assertThat(Figures.amount(euros)).isEqualTo("-1,234.50");
        assertThat(Figures.amountWithUnit(euros)).isEqualTo("-1,234.50 EUR");
        assertThat(Figures.amountWithUnit(new Amount(new BigDecimal("12"), CREDITS)))
                .isEqualTo("12 Compute credits");
        assertThat(Figures.amountWithUnit(Amount.cents(5))).isEqualTo("$0.05");
        assertThat(Figures.unit(CreditType.USD_CENTS)).isEqualTo("USD");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2                    | 2
        18250000             | 18,250,000
        1E+6                 | 1,000,000
        0.500                | 0.5
        -3.25                | -3.25
        0.000000000000000001 | 0.000000000000000001
        123456.789           | 123,456.789
        0                    | 0
        """)
    void quantities_have_every_digit(String units, String shown) {
        assertThat(Figures.quantity(new BigDecimal(units))).isEqualTo(shown);
    }
}
