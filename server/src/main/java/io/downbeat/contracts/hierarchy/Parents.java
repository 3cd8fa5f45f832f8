package io.downbeat.contracts.hierarchy;

import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import java.util.Collection;
import java.util.Set;

/** Whose contracts others' contracts are children of, and who is a family by that. */
public final class Parents {
    private final HierarchyStore store;

    Parents(HierarchyStore store) {
        this.store = store;
    }

    /** The customers of the contracts that are parents of any contract of these, in one statement. */
    public Set<CustomerId> of(Collection<CustomerId> customers) {
        return customers.isEmpty() ? Set.of() : store.parents(customers);
    }

    /**
     * These customers and everybody who may share balances with a contract of theirs, in one statement: the customers of its
     * parent, of its children, and of the other children of its parent.
     */
    public Set<CustomerId> families(Collection<CustomerId> customers) {
        return customers.isEmpty() ? Set.of() : store.families(customers);
    }

    /** The same of everybody who has a contract on one of the cards, in one statement. */
    public Set<CustomerId> familiesOn(Collection<RateCardId> cards) {
        return cards.isEmpty() ? Set.of() : store.familiesOn(cards);
    }
}
