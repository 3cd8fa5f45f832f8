package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    private static final String ROCKET = "\uD83D\uDE80";
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    private static final String E_ACUTE = "e\u0301";
    private static final String FLAG = "\uD83C\uDDE9\uD83C\uDDEA";

    @Test
    void what_fits_stays_as_it_is_and_a_letter_more_is_cut() {
        assertThat(Text.cut("abcd", 4)).isEqualTo("abcd");
        assertThat(Text.cut("abcde", 4)).isEqualTo("abcd");
        assertThat(Text.cut("", 4)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {ROCKET, FAMILY, E_ACUTE, FLAG, "\r\n"})
    void a_character_is_kept_whole_or_left_out(String sign) {
        int whole = 10 + sign.length();
        for (int most = 10; most < whole; most++) {
            assertThat(Text.cut("x".repeat(10) + sign + "more", most)).isEqualTo("x".repeat(10));
        }
        assertThat(Text.cut("x".repeat(10) + sign + "more", whole)).isEqualTo("x".repeat(10) + sign);
    }

    @Test
    void of_a_single_character_that_is_too_long_whole_code_points_are_left() {
        assertThat(Text.cut("e" + "\u0301".repeat(50), 10)).isEqualTo("e" + "\u0301".repeat(9));
        assertThat(Text.cut(ROCKET + "\u0301".repeat(50), 1)).isEmpty();
    }

    @Test
    void what_is_left_can_always_be_written() throws CharacterCodingException {
        for (String sign : List.of(ROCKET, FAMILY, E_ACUTE, FLAG)) {
            for (int most = 0; most < 60; most++) {
                String cut = Text.cut(sign.repeat(20), most);
                assertThat(cut.length()).isLessThanOrEqualTo(most);
                StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(cut));
            }
        }
    }
}
