package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.List;

public record ConfigurationsArchived(CustomerId customer, List<ConfigurationId> configurations, Instant archivedAt) {}
