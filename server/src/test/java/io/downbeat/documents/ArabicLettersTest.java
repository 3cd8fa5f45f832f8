package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.openhtmltopdf.bidi.support.ICUBidiReorderer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArabicLettersTest {
    private final ArabicLetters letters = new ArabicLetters();

    @ParameterizedTest
    @CsvSource({
        // noor; Persian giti with its own gaf and yeh; Urdu kampani; Pakistan with its own peh and kaf
        "\u0646\u0648\u0631, \uFEE7\uFEEE\uFEAD",
        "\u06AF\u06CC\u062A\u06CC, \uFB94\uFBFF\uFE98\uFBFD",
        "\u06A9\u0645\u067E\u0646\u06CC, \uFB90\uFEE4\uFB59\uFEE8\uFBFD",
        "\u067E\u0627\u06A9\u0633\u062A\u0627\u0646, \uFB58\uFE8E\uFB90\uFEB4\uFE98\uFE8E\uFEE5",
        // lam with alef, alone and after another letter
        "\u0644\u0627, \uFEFB",
        "\u0633\u0644\u0627\u0645, \uFEB3\uFEFC\uFEE1",
        // a vowel sign between two letters does not part them, a non-joiner does
        "\u0628\u064E\u0628, \uFE91\u064E\uFE90",
        "\u0628\u200C\u0628, \uFE8F\u200C\uFE8F",
        "Acme 2025, Acme 2025"
    })
    void each_letter_takes_the_form_that_its_neighbours_ask_for(String written, String shaped) {
        assertThat(letters.shapeText(written)).isEqualTo(shaped);
    }

    @Test
    void arabic_alone_is_shaped_as_icu_does() {
        var icu = new ICUBidiReorderer();
        var random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder word = new StringBuilder();
            for (int letter = 0; letter < 1 + random.nextInt(8); letter++) {
                // Without hamza, whose code ICU leaves as it is, and without alef maksura, which joins in Unicode only.
                int of = random.nextInt(34);
                word.append((char) (of == 0 ? ' ' : of <= 25 ? 0x621 + of : 0x640 + of - 25));
            }
            assertThat(letters.shapeText(word.toString())).isEqualTo(icu.shapeText(word.toString()));
        }
    }
}
