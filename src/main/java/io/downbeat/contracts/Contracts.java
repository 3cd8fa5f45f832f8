package io.downbeat.contracts;

import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What other features ask about contracts. */
public final class Contracts {

    public Optional<Contract> find(ContractId id) {
        throw new UnsupportedOperationException("in progress");
    }

    /** The terms of the contracts, in a handful of statements however many they are; unknown ids are left out. */
    public Map<ContractId, ContractTerms> terms(Collection<ContractId> ids) {
        throw new UnsupportedOperationException("in progress");
    }

    /**
     * The same, with the contracts held still until the running transaction ends. A contract that is being edited at
     * this moment is left out: ask for it again later.
     */
    public Map<ContractId, ContractTerms> lockTerms(Collection<ContractId> ids) {
        throw new UnsupportedOperationException("in progress");
    }

    /**
     * Tells what a change of billing provider would do, changing nothing.
     *
     * @throws io.downbeat.platform.Refused if the customer has no such contract
     */
    public ProviderChangePreview previewProviderChange(CustomerId customer, ContractId id, ProviderChange change) {
        throw new UnsupportedOperationException("in progress");
    }
}
