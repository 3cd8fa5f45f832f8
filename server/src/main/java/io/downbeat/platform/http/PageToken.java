package io.downbeat.platform.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The place behind the last row of a page: the values of its sort columns. Opaque to clients.
 *
 * <p>Paging by place, not by number: rows that come or go meanwhile neither repeat nor hide others.
 */
public record PageToken(List<String> values) {
    private static final String SEPARATOR = "\n";

    public PageToken {
        values = List.copyOf(values);
    }

    public static PageToken after(Object... values) {
        return new PageToken(
                java.util.Arrays.stream(values).map(String::valueOf).toList());
    }

    public static PageToken parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            return new PageToken(List.of(Texts.storable(plain, "next_page").split(SEPARATOR, -1)));
        } catch (IllegalArgumentException notOne) {
            throw unknown();
        }
    }

    public String text() {
        byte[] plain = String.join(SEPARATOR, values).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    public String value(int index) {
        if (index >= values.size()) {
            throw unknown();
        }
        return values.get(index);
    }

    /** All values from there on as one text of any kind: its line breaks part it like the values. */
    public String rest(int from) {
        value(from);
        return String.join(SEPARATOR, values.subList(from, values.size()));
    }

    public UUID uuid(int index) {
        return Body.uuidOf(value(index), "next_page");
    }

    public Instant instant(int index) {
        return Body.instantOf(value(index), "next_page");
    }

    public int whole(int index) {
        return Decimals.parseWhole(value(index)).orElseThrow(PageToken::unknown);
    }

    public static Refused unknown() {
        return Refused.invalid("next_page", "is not a token this server gave; start again without it");
    }
}
