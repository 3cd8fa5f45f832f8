package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class ConfigurationStore {
    Map<ConfigurationId, ProviderConfiguration> findAll(Collection<ConfigurationId> ids) {
        throw new UnsupportedOperationException();
    }

    Optional<ProviderConfiguration> hold(ConfigurationId id) {
        throw new UnsupportedOperationException();
    }

    List<ProviderConfiguration> ofCustomer(CustomerId customer, boolean archivedToo) {
        throw new UnsupportedOperationException();
    }
}
