package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;

/** Whose invoice it is. */
public record ContractRef(CustomerId customer, ContractId contract) {
    public static ContractRef of(Contract contract) {
        return new ContractRef(contract.customer(), contract.id());
    }
}
