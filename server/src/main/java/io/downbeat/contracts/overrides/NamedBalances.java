package io.downbeat.contracts.overrides;

import io.downbeat.contracts.ContractPart.Nameable;
import io.downbeat.customers.CustomerId;
import java.util.Optional;
import java.util.UUID;

/** Which commits and credits an override of a customer's contract can name. */
public interface NamedBalances {

    /** What has this id among the commits and credits of the customer and of its contracts, single and recurring. */
    Optional<Nameable> find(CustomerId customer, UUID id);
}
