package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The one style sheet is whole: a block that was left open, by a merge for instance, would swallow all that follows. */
class StyleTest {

    @Test
    void every_block_is_closed_before_the_next_line_that_is_not_indented() throws IOException {
        List<String> swallowed = new ArrayList<>();
        int depth = 0;
        for (String line : css().lines().toList()) {
            if (depth > 0 && !line.isEmpty() && !line.startsWith(" ") && !line.startsWith("}")) {
                swallowed.add(line);
            }
            depth += count(line, '{') - count(line, '}');
        }
        assertThat(swallowed).isEmpty();
        assertThat(depth).isZero();
    }

    private static String css() throws IOException {
        try (InputStream in = StyleTest.class.getResourceAsStream("/console/console.css")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int count(String line, char brace) {
        return (int) line.chars().filter(each -> each == brace).count();
    }
}
