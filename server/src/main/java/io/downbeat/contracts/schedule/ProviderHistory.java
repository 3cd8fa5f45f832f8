package io.downbeat.contracts.schedule;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What was ever asked of a contract's billing provider schedule. */
public final class ProviderHistory {
    private final ProviderSegmentStore store;

    ProviderHistory(ProviderSegmentStore store) {
        this.store = store;
    }

    /** Through which configuration each of the contracts is billed now; without those that nobody bills. */
    public Map<ContractId, ConfigurationId> inForce(Collection<Contract.Ref> contracts, Instant now) {
        return contracts.isEmpty() ? Map.of() : store.inForce(contracts, now);
    }

    /** Contracts that are, were or will be billed through the customer's configuration: its own, and children that those pay for. */
    public List<Contract.Ref> using(CustomerId customer, ConfigurationId configuration) {
        return store.contractsUsing(customer, List.of(configuration));
    }

    /** What was asked for last comes first. */
    public List<ScheduleChange> of(Contract contract) {
        return store.history(contract.ref());
    }
}
