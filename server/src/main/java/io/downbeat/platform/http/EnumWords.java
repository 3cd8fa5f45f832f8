package io.downbeat.platform.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The words of an enum as the API publishes them, which is how answers write them. A request may use them in upper or lower
 * case, as the guides and the specification do.
 */
final class EnumWords {
    private EnumWords() {}

    static <E extends Enum<E>> Optional<E> find(Class<E> words, String given) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equalsIgnoreCase(given))
                .findFirst();
    }

    /** @throws Refused naming the path, if the text is none of the words */
    static <E extends Enum<E>> E of(Class<E> words, String given, String path) {
        return find(words, given).orElseThrow(() -> Refused.invalid(path, "must be one of " + list(words)));
    }

    /** All of them, for a refusal. */
    static <E extends Enum<E>> String list(Class<E> words) {
        return Arrays.stream(words.getEnumConstants())
                .map(word -> Json.MAPPER.convertValue(word, String.class))
                .collect(Collectors.joining(", "));
    }
}
