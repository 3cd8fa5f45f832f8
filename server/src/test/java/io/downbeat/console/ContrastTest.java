package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text can be read in both schemes: 4.5 to 1, as WCAG has it. The colours are read from the style itself. */
class ContrastTest {
    private static final Pattern PAIR = Pattern.compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\);");
    private static final double ENOUGH = 4.5;

    private static final Map<String, int[]> COLOURS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = ContrastTest.class.getResourceAsStream("/console/console.css")) {
            String css = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            PAIR.matcher(css)
                    .results()
                    .forEach(pair -> COLOURS.put(
                            pair.group(1),
                            new int[] {Integer.parseInt(pair.group(2), 16), Integer.parseInt(pair.group(3), 16)}));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text, page",
        "text, card",
        "text, raised",
        "text, tint",
        "soft, page",
        "soft, card",
        "soft, raised",
        "soft, tint",
        "on-accent, accent",
        "bad, card",
        "ok, card",
        "doubt, card",
        "on-colour, stripe",
        "on-colour, second",
        "on-colour, netsuite",
        "on-colour, aws",
        "on-colour, azure",
        "on-colour, gcp",
        "on-colour, queue",
        "on-colour, ok",
        "on-colour, bad",
        "on-colour, doubt"
    })
    void text_can_be_read_on_its_ground(String text, String ground) {
        for (int scheme : new int[] {0, 1}) {
            assertThat(contrast(colour(text)[scheme], colour(ground)[scheme]))
                    .as("%s on %s, %s", text, ground, scheme == 0 ? "light" : "dark")
                    .isGreaterThanOrEqualTo(ENOUGH);
        }
    }

    private static int[] colour(String name) {
        return Objects.requireNonNull(COLOURS.get(name), () -> "no colour is called " + name);
    }

    private static double contrast(int one, int other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
