package io.downbeat.contracts;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

public final class Contracts {
    public Optional<Contract> find(ContractId id) {
        throw new UnsupportedOperationException("stub " + id);
    }

    public Map<ContractId, ContractTerms> terms(Collection<ContractId> ids) {
        throw new UnsupportedOperationException("stub " + ids);
    }

    public Map<ContractId, ContractTerms> lockTerms(Collection<ContractId> ids) {
        throw new UnsupportedOperationException("stub " + ids);
    }
}
