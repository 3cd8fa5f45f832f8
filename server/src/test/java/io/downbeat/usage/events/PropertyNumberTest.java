package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "-7", "+7", "007", "1.50", ".5", "5.", "1e3", "1E+3", "1e-3", "-.5e2"})
    void a_decimal_in_ascii_digits_counts(String text) {
        assertThat(PropertyNumber.parse(text)).contains(new BigDecimal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " 7",
                "7 ",
                "7\n",
                "\u00A07",
                "1 000",
                "1,000",
                "1_000",
                "1,5",
                "0x10",
                "7f",
                "7d",
                "NaN",
                "Infinity",
                "--7",
                "+-7",
                "1e",
                "1e+",
                "e3",
                ".",
                "-",
                "1.2.3",
                "true",
                "\u22127"
            })
    void blanks_separators_and_words_do_not_count(String text) {
        assertThat(PropertyNumber.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0663",
                "1\u0663",
                "\u0661\u0662\u066B\u0665",
                "\u06F7",
                "\u0967",
                "\uFF17",
                "1e\u0663",
                "\uD835\uDFD5",
                "\u2167",
                "\u00B2",
                "\u4E03"
            })
    void digits_of_other_scripts_do_not_count(String text) {
        assertThat(PropertyNumber.parse(text)).isEmpty();
    }

    @Test
    void a_number_has_at_most_100_digits_before_and_after_its_point() {
        String most = "9".repeat(100) + "." + "9".repeat(100);
        assertThat(PropertyNumber.parse(most)).contains(new BigDecimal(most));
        assertThat(PropertyNumber.parse("1e99")).isPresent();
        assertThat(PropertyNumber.parse("1e100")).isEmpty();
        assertThat(PropertyNumber.parse("1e-100")).isPresent();
        assertThat(PropertyNumber.parse("1e-101")).isEmpty();
        assertThat(PropertyNumber.parse("1e2147483648")).isEmpty();
        assertThat(PropertyNumber.parse("1e-2147483647")).isEmpty();
        assertThat(PropertyNumber.parse("0".repeat(1_000))).isEmpty();
        assertThat(PropertyNumber.parse(null)).isEmpty();
    }
}
