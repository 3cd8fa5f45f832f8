package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;

/** Whose invoice it is. */
record ContractPlace(CustomerId customer, ContractId contract) {
    static ContractPlace of(Contract contract) {
        return new ContractPlace(contract.customer(), contract.id());
    }
}
