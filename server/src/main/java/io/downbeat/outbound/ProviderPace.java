package io.downbeat.outbound;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How many requests a second a provider takes, at the place where it lives. */
public final class ProviderPace {
    private static final int NEVER_REACHED = 100_000;

    private ProviderPace() {}

    /**
     * @param endpoint {@code null} for the provider itself
     * @param domain of the provider: what lives elsewhere stands in for it and has no quota
     * @param documented what the provider itself takes, or less
     */
    public static int at(@Nullable URI endpoint, String domain, int documented) {
        if (endpoint == null || endpoint.getHost() == null) {
            return documented;
        }
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        return host.equals(domain) || host.endsWith("." + domain) ? documented : NEVER_REACHED;
    }
}
