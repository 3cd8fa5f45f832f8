package io.downbeat.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One request to a provider.
 *
 * @param path below the provider's prefix, still encoded
 * @param query still encoded, empty when there is none
 * @param headers by lower-case name
 */
public record Request(String method, String path, String query, Map<String, String> headers, byte[] body) {
    public static final String STRIPE_ACCOUNT = "Stripe-Account";

    @Nullable
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body, if it is a JSON object; the provider's own refusal if it is anything else. */
    public JsonNode jsonObject(Supplier<? extends RuntimeException> refusal) {
        try {
            JsonNode json = Json.read(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException malformed) {
            // Refused below, like a body that is JSON but no object.
        }
        throw refusal.get();
    }

    public boolean mentions(String part) {
        return path.contains(part)
                || query.contains(part)
                || text().contains(part)
                || part.equals(header(STRIPE_ACCOUNT))
                || decoded(query).contains(part)
                || decoded(text()).contains(part);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notFormEncoded) {
            return text;
        }
    }
}
