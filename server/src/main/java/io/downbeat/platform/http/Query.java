package io.downbeat.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The query string of a request, read parameter by parameter; what does not fit is refused with 400 and its name.
 * An empty parameter counts as absent. Lists are one comma-joined value, as the official clients send them.
 */
public final class Query {
    private final HttpServletRequest request;

    public Query(HttpServletRequest request) {
        this.request = request;
    }

    public Optional<String> text(String name) {
        Optional<String> text = given(name);
        if (text.filter(value -> Texts.isLonger(value, Limits.TEXT)).isPresent()) {
            throw Refused.invalid(name, "must have at most " + Limits.TEXT + " characters");
        }
        return text;
    }

    private Optional<String> given(String name) {
        return Optional.ofNullable(parameter(name))
                .filter(value -> !value.isEmpty())
                .map(value -> Texts.storable(value, name));
    }

    private @Nullable String parameter(String name) {
        try {
            return request.getParameter(name);
        } catch (IllegalStateException undecodable) {
            // Tomcat decodes the whole query string at the first question, so any parameter may be the broken one.
            throw Refused.invalid("", "the query string is not valid: it must be percent-encoded UTF-8");
        }
    }

    public Optional<UUID> uuid(String name) {
        return text(name).map(value -> Body.uuidOf(value, name));
    }

    public Optional<Instant> instant(String name) {
        // A "+" of an offset arrives as a blank where a client did not encode it.
        return text(name).map(value -> Body.instantOf(value.replace(' ', '+'), name));
    }

    public List<UUID> uuids(String name) {
        return text(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(value -> Body.uuidOf(value, name))
                .toList();
    }

    public boolean flag(String name) {
        return text(name)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw Refused.invalid(name, "must be true or false");
                })
                .orElse(false);
    }

    public <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> words) {
        return text(name).map(value -> EnumWords.of(words, value, name));
    }

    /** {@code limit}, 1 to 100. */
    public int limit(int otherwise) {
        return limit(otherwise, 100);
    }

    public int limit(int otherwise, int max) {
        return whole("limit", 1, max).orElse(otherwise);
    }

    /** A whole number from the least to the most. */
    public Optional<Integer> whole(String name, int least, int most) {
        return text(name)
                .map(value -> Decimals.parseWhole(value)
                        .filter(number -> number >= least && number <= most)
                        .orElseThrow(
                                () -> Refused.invalid(name, "must be a whole number from " + least + " to " + most)));
    }

    /** Where to go on, as the last page's {@code next_page} said. */
    public Optional<PageToken> nextPage() {
        // As long as this server made it: it holds values of the last row.
        return given("next_page").map(PageToken::parse);
    }
}
