package io.downbeat.contracts.hierarchy;

import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.Set;

/** Whose contracts others' contracts are children of. */
public final class Parents {
    private final HierarchyStore store;

    Parents(HierarchyStore store) {
        this.store = store;
    }

    /** The customers of the contracts that are parents of any contract of these, in one statement. */
    public Set<CustomerId> of(Collection<CustomerId> customers) {
        return customers.isEmpty() ? Set.of() : store.parents(customers);
    }
}
