package io.downbeat.outbound;

import io.downbeat.providers.BillingProvider;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an account is held back, by its own circuit or by that of its credentials.
 *
 * @param open also while its pause is over and nobody has asked it yet; {@code null} if calls go through
 */
public record AccountCircuit(
        String accountKey,
        BillingProvider provider,
        @Nullable Open open) {

    /**
     * @param since when it opened
     * @param until when the provider is asked next whether it works again
     */
    public record Open(Circuit kind, Instant since, Instant until) {}

    public boolean isOpen() {
        return open != null;
    }
}
