package io.downbeat.verification;

import java.util.Set;
import java.util.UUID;

/** A contract as the rows of other tables name it. Verification reads rows and knows no type of the features. */
record ContractKey(UUID id) {
    /** As a parameter of a query. */
    static UUID[] values(Set<ContractKey> contracts) {
        return contracts.stream().map(ContractKey::id).toArray(UUID[]::new);
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
