package io.downbeat.embedded;

import io.downbeat.platform.http.Json;
import io.downbeat.platform.secrets.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Links to embeddable pages: a view and its end, sealed. */
final class EmbeddedLinks {
    static final Duration LIFE = Duration.ofHours(1);
    static final String PATH = "/embed/";

    private static final String CONTEXT = "a link to embeddable pages";

    /** In bytes: sealed and written in base 64 it still fits into the first line of a request. */
    private static final int LONGEST = 4_000;

    /** @param until in seconds since 1970; exclusive */
    private record Sealed(EmbeddedView view, long until) {}

    private final SecretBox secrets;

    EmbeddedLinks(SecretBox secrets) {
        this.secrets = secrets;
    }

    /**
     * Where the view is shown, from the server's root on; empty if there is more in it than a link holds. Runs inside a
     * transaction, which says which key is in force.
     */
    Optional<String> make(EmbeddedView view, Instant now) {
        String plain = Json.write(new Sealed(view, now.plus(LIFE).getEpochSecond()));
        return plain.getBytes(StandardCharsets.UTF_8).length > LONGEST
                ? Optional.empty()
                : Optional.of(
                        PATH + Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.seal(plain, CONTEXT)));
    }

    /** The view of a link, by what follows {@link #PATH}; empty if it is over, or none of ours. */
    Optional<EmbeddedView> open(String sealed, Instant now) {
        try {
            String plain = secrets.open(Base64.getUrlDecoder().decode(sealed), CONTEXT);
            Sealed link = Json.MAPPER.readValue(plain, Sealed.class);
            return now.getEpochSecond() < link.until ? Optional.of(link.view) : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException | JacksonException notOurs) {
            return Optional.empty();
        }
    }
}
