package io.downbeat.contracts.trackers;

import io.downbeat.contracts.Contract;
import io.downbeat.core.Amount;
import io.downbeat.core.ServicePeriod;
import java.time.Instant;
import java.util.List;

/**
 * What contracts paid for commits. Every purchase is noted, whether a tracker counts it or not, so that a tracker that is added
 * later counts its whole period. Runs inside the caller's transaction, under the contract's lock: whoever prices the next
 * purchase waits for it and sees it.
 */
public final class TrackedSpend {
    private final SpendTrackerStore store;

    TrackedSpend(SpendTrackerStore store) {
        this.store = store;
    }

    /** They count from now on. */
    public void count(List<TrackedPurchase> purchases, Instant now) {
        if (!purchases.isEmpty()) {
            store.count(purchases, now);
        }
    }

    /** What the invoice billed counts no more. */
    public void forget(Contract.Ref contract, TrackedPurchase.OnInvoice invoice) {
        store.forget(contract, invoice);
    }

    /** What the tracker has counted in the period. */
    public Amount in(ServicePeriod period, Contract.Ref contract, SpendTracker tracker) {
        return tracker.sum(spent(period, contract));
    }

    List<SpendTracker.Spent> spent(ServicePeriod period, Contract.Ref contract) {
        return store.spent(contract, period);
    }
}
