package io.downbeat.providers;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One connected account of a provider, or one queue: what {@code setUpBillingProvider} made.
 *
 * @param configuration as set up, without its secrets
 * @param accountKey names the outside account for pacing and circuit breaking; it never changes, and two delivery
 *     methods never share one
 */
public record DeliveryMethod(
        DeliveryMethodId id,
        BillingProvider provider,
        DeliveryMethodType type,
        JsonNode configuration,
        String accountKey) {

    /**
     * Names the credentials that this account is called with, where the provider knows them by themselves and other
     * delivery methods may be called with the same: at AWS a role, an access key, or whatever the server's own surroundings
     * give it. They may change, the account does not.
     */
    public Optional<String> sharedCredentials() {
        return new DestinationSpec(provider, type).sharedCredentials(configuration);
    }
}
