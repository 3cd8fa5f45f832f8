package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypesettingTest {
    private final Typesetting texts = new Typesetting();

    @Test
    void plain_text_needs_one_typeface() {
        assertThat(texts.text("Globex & Söhne, Привет, Ελλάδα")).isEqualTo("Globex & Söhne, Привет, Ελλάδα");
        assertThat(texts.typefaces()).containsExactly(Typeface.SANS);
    }

    @Test
    void each_script_brings_its_typeface_and_no_other() {
        texts.text("北京");
        texts.text("서울");
        texts.text("دبي");
        assertThat(texts.typefaces())
                .containsExactlyInAnyOrder(Typeface.SANS, Typeface.HAN, Typeface.HANGUL, Typeface.ARABIC);
    }

    @Test
    void what_has_no_glyph_is_one_box_for_each_character_that_a_reader_sees() {
        assertThat(texts.text("rocket \uD83D\uDE80!")).isEqualTo("rocket \uFFFD!");
        assertThat(texts.text("\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"))
                .isEqualTo("\uFFFD");
        assertThat(texts.text("broken \uD83D half")).isEqualTo("broken \uFFFD half");
    }

    @Test
    void controls_and_turned_directions_are_left_out() {
        assertThat(texts.text("a\u0000b\u0007c\u001Bd")).isEqualTo("abcd");
        assertThat(texts.text("a\tb\nc")).isEqualTo("a b c");
        assertThat(texts.text("pay \u202E00.01$\u202C now")).isEqualTo("pay 00.01$ now");
    }

    @Test
    void a_letter_and_its_accent_are_one_glyph() {
        assertThat(texts.text("Cafe\u0301")).isEqualTo("Caf\u00E9");
    }
}
