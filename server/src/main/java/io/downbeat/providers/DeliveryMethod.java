package io.downbeat.providers;

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
        String accountKey) {}
