package io.downbeat.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.OpenApiContract;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Held against every field that a package may have by the published document. */
class PackageWordsTest {
    private static final String PATH = "/v1/packages/create";
    private static final Map<List<Object>, Set<String>> WORDS = OpenApiContract.requestWords(PATH);
    /** Stored in lower case, however they were sent. */
    private static final Set<String> IN_LOWER_CASE = Set.of("billing_provider", "delivery_method");

    @Test
    void every_word_is_answered_as_it_is_published_however_it_was_sent() {
        assertThat(WORDS).hasSizeGreaterThan(30);
        WORDS.forEach((place, words) -> words.forEach(word -> {
            assertThat(emitted(place, word)).as("%s", place).isEqualTo(word);
            assertThat(emitted(place, word.toLowerCase(Locale.ROOT)))
                    .as("%s", place)
                    .isEqualTo(word);
            if (!IN_LOWER_CASE.contains(place.getLast())) {
                assertThat(emitted(place, word.toUpperCase(Locale.ROOT)))
                        .as("%s", place)
                        .isEqualTo(word);
            }
        }));
    }

    @Test
    void text_that_is_no_word_is_answered_as_it_was_sent() {
        OpenApiContract.requestFields(PATH).forEach((place, type) -> {
            if (type.equals("string") && !WORDS.containsKey(place)) {
                assertThat(emitted(place, "Some commit")).as("%s", place).isEqualTo("Some commit");
            }
        });
    }

    /** The text as it is answered from its place in terms that have nothing else. */
    private static String emitted(List<Object> place, String text) {
        JsonNode terms = Json.MAPPER.valueToTree(text);
        StringBuilder pointer = new StringBuilder();
        for (Object step : place) {
            pointer.append('/').append(step);
        }
        for (Object step : place.reversed()) {
            terms = step instanceof String name
                    ? Json.MAPPER.createObjectNode().set(name, terms)
                    : Json.MAPPER.createArrayNode().add(terms);
        }
        PackageWords.emit((ObjectNode) terms);
        return terms.at(pointer.toString()).stringValue();
    }
}
