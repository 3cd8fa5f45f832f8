package io.downbeat.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConsolePrinterTest {
    private static final String ID = "0199a1b2-0000-7000-8000-00000000abcd";

    @Test
    void a_table_that_fits_stays_in_one_line_a_row() {
        assertThat(printed(
                                80,
                                printer -> printer.table(
                                        List.of("name", "n"), List.of(List.of("a", "1"), List.of("bb", "1,000"))))
                        .lines())
                .containsExactly("   name  n", "   a         1", "   bb    1,000");
    }

    @Test
    void a_table_that_is_too_wide_is_broken_between_the_words_of_its_widest_column() {
        String text = printed(
                60,
                printer -> printer.table(
                        List.of("invoice", "what became of it"),
                        List.of(List.of(ID, "left alone until somebody has looked at it"))));
        assertThat(text.lines().skip(1).map(String::strip))
                .containsExactly(ID + "  left alone until", "somebody has looked", "at it");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void a_number_inside_of_a_broken_text_stands_where_its_text_does() {
        assertThat(printed(
                                21,
                                printer ->
                                        printer.table(List.of("f", "ms"), List.of(List.of("a draft 1,000,000", "4.9"))))
                        .lines()
                        .skip(1))
                .containsExactly("   a draft        4.9", "   1,000,000");
    }

    @Test
    void an_id_is_never_broken_even_where_it_does_not_fit() {
        assertThat(printed(20, printer -> printer.table(List.of("invoice"), List.of(List.of(ID)))))
                .contains(ID);
    }

    @Test
    void a_fact_is_broken_between_words_and_goes_on_below_its_own_beginning() {
        assertThat(printed(30, printer -> printer.fact("  %s", "one two three four five six seven"))
                        .lines())
                .containsExactly("     one two three four five", "     six seven");
    }

    @Test
    void what_is_to_be_copied_is_never_broken() {
        String link = "./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z";
        assertThat(printed(30, printer -> printer.toCopy(link))).isEqualTo("   " + link + "\n");
    }

    @Test
    void for_a_program_nothing_is_broken_or_coloured() {
        String words = "word ".repeat(100).strip();
        assertThat(printed(Terminal.UNBROKEN, printer -> printer.bad(words))).isEqualTo("   ✗ " + words + "\n");
    }

    private static String printed(int width, Consumer<ConsolePrinter> what) {
        var out = new ByteArrayOutputStream();
        what.accept(new ConsolePrinter(new PrintStream(out, true, StandardCharsets.UTF_8), false, width));
        return out.toString(StandardCharsets.UTF_8);
    }
}
