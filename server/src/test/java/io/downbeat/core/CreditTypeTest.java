package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditTypeTest {
    private static final CreditType EUR = new CreditType(new UUID(0, 1), "EUR", "EUR", 2);

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
