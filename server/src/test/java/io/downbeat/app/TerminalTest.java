package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Colours and progress, as the terminal and the person in front of it want them. */
class TerminalTest {
    private static final Terminal SEEN = new Terminal(true, false, 20);
    private static final Terminal FILE = new Terminal(false, false, Terminal.UNBROKEN);

    @Test
    void a_terminal_has_colours_and_a_file_has_none() {
        assertThat(Terminal.colours(true, Map.of("TERM", "xterm"))).isTrue();
        assertThat(Terminal.colours(false, Map.of("TERM", "xterm"))).isFalse();
    }

    @Test
    void a_terminal_without_the_ability_or_the_wish_has_none() {
        assertThat(Terminal.colours(true, Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.colours(true, Map.of("CLICOLOR", "0"))).isFalse();
        assertThat(Terminal.colours(true, Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.colours(true, Map.of("NO_COLOR", ""))).isTrue();
    }

    @Test
    void a_file_has_them_by_force_and_no_colour_is_stronger() {
        assertThat(Terminal.colours(false, Map.of("CLICOLOR_FORCE", "1"))).isTrue();
        assertThat(Terminal.colours(false, Map.of("CLICOLOR_FORCE", "0"))).isFalse();
        assertThat(Terminal.colours(true, Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")))
                .isFalse();
    }

    @Test
    void on_a_terminal_progress_is_one_line_that_fits_and_is_gone_at_the_end() throws InterruptedException {
        String written = written(SEEN, "something that takes its time");
        assertThat(written).startsWith("\r\u001b[K  something that ta").endsWith("\r\u001b[K");
        assertThat(written).doesNotContain("\n");
    }

    @Test
    void elsewhere_progress_is_a_line_now_and_then() throws InterruptedException {
        assertThat(written(FILE, "something").lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches("  something  0:\\d\\d"));
    }

    private static String written(Terminal terminal, String doing) throws InterruptedException {
        var errors = new ByteArrayOutputStream();
        var stream = new PrintStream(errors, true, StandardCharsets.UTF_8);
        try (var progress = new Progress(stream, terminal, doing, Duration.ofMillis(5))) {
            while (errors.size() == 0) {
                Thread.sleep(5);
            }
            progress.now(doing);
        }
        return errors.toString(StandardCharsets.UTF_8);
    }
}
