package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.List;

/**
 * These configurations of one customer receive nothing more from now on. Published inside the archiving transaction,
 * once per configuration.
 */
public record ConfigurationsArchived(CustomerId customer, List<ConfigurationId> configurations, Instant archivedAt) {
    public ConfigurationsArchived {
        configurations = List.copyOf(configurations);
    }
}
