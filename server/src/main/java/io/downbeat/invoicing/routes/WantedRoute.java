package io.downbeat.invoicing.routes;

import io.downbeat.platform.http.Body;
import io.downbeat.providers.ConfigurationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a request wants a regenerated invoice to go, whatever the schedule says. These fields are Downbeat's own.
 *
 * @param reason {@code null}: what is known of the voided invoice says why
 * @param by {@code null}: nobody gave a name
 */
public record WantedRoute(
        ConfigurationId configuration,
        @Nullable String reason,
        @Nullable String by) {
    public static final String CONFIGURATION = "downbeat_billing_provider_configuration_id";
    public static final String REASON = "downbeat_reason";
    public static final String BY = "downbeat_by";

    public static Optional<WantedRoute> read(Body body) {
        String reason = body.optionalText(REASON, 1, 500).orElse(null);
        String by = body.optionalText(BY, 1, 200).orElse(null);
        Optional<WantedRoute> wanted =
                body.optionalUuid(CONFIGURATION).map(id -> new WantedRoute(new ConfigurationId(id), reason, by));
        if (wanted.isEmpty() && (reason != null || by != null)) {
            throw body.invalid(
                    reason == null ? BY : REASON,
                    "says who chose a route and why; name the route with " + CONFIGURATION);
        }
        return wanted;
    }
}
