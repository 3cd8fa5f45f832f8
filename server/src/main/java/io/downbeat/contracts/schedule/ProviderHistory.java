package io.downbeat.contracts.schedule;

import io.downbeat.contracts.Contract;
import java.util.List;

/** What was ever asked of a contract's billing provider schedule. */
public final class ProviderHistory {
    private final ProviderSegmentStore store;

    ProviderHistory(ProviderSegmentStore store) {
        this.store = store;
    }

    /** What was asked for last comes first. */
    public List<ScheduleChange> of(Contract contract) {
        return store.history(contract.ref());
    }
}
