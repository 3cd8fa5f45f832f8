package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;
import java.util.Collection;
import java.util.UUID;

/** A configuration and whose it is: the key of what is metered to it. */
record ConfigurationKey(CustomerId customer, ConfigurationId configuration) {
    static UUID[] customers(Collection<ConfigurationKey> keys) {
        return keys.stream().map(key -> key.customer().value()).toArray(UUID[]::new);
    }

    static UUID[] ids(Collection<ConfigurationKey> keys) {
        return keys.stream().map(key -> key.configuration().value()).toArray(UUID[]::new);
    }
}
