package io.downbeat.providers;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Stub until branch customers is merged. */
public final class Providers {
    public Optional<ProviderConfiguration> find(ConfigurationId id) {
        return Optional.empty();
    }

    public Map<ConfigurationId, ProviderConfiguration> findAll(Collection<ConfigurationId> ids) {
        return new HashMap<>();
    }

    public Optional<DeliveryMethod> deliveryMethod(DeliveryMethodId id) {
        return Optional.empty();
    }

    public Map<String, String> secrets(DeliveryMethodId id) {
        return Map.of();
    }
}
