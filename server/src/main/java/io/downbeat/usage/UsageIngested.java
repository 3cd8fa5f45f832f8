package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import java.util.Set;

/**
 * Fact, published in the transaction that writes the events: customers have usage that they had not before. Once for each
 * group of requests that is written together.
 */
public record UsageIngested(Set<CustomerId> customers) {
    public UsageIngested {
        customers = Set.copyOf(customers);
    }
}
