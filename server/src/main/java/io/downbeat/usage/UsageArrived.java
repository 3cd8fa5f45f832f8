package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import java.util.Set;

/**
 * Fact: hours of these customers were written since they were last named. Published within a minute of business time of each
 * write, in a transaction of its own and never in that of ingest, which waits for no listener; again if that transaction fails.
 */
public record UsageArrived(Set<CustomerId> customers) {
    public UsageArrived {
        customers = Set.copyOf(customers);
    }
}
