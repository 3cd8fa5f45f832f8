package io.downbeat.customers;

import java.util.Set;

/**
 * Usage events may now speak of the customer by other names, those already received included. Published inside the
 * changing transaction, and only if a name was added.
 */
public record AliasesChanged(CustomerId customer, Set<String> added) {
    public AliasesChanged {
        added = Set.copyOf(added);
    }
}
