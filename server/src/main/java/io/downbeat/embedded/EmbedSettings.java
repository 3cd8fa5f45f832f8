package io.downbeat.embedded;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of embeddable pages.
 *
 * @param base where browsers reach this server; {@code null}: where the request that makes a link reached it
 * @param frameAncestors whose pages may have them in a frame, as {@code Content-Security-Policy} writes it; empty: nobody's
 */
public record EmbedSettings(@Nullable URI base, List<String> frameAncestors) {
    public EmbedSettings {
        frameAncestors = List.copyOf(frameAncestors);
    }
}
