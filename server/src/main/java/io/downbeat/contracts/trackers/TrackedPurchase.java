package io.downbeat.contracts.trackers;

import io.downbeat.contracts.Contract;
import java.util.UUID;

/**
 * A purchase that counts.
 *
 * @param payment which payment of a commit the invoice bills; it counts once on an invoice
 */
public record TrackedPurchase(Contract.Ref contract, OnInvoice invoice, UUID payment, SpendTracker.Spent spent) {

    /** The invoice that bills it, by its id. */
    public record OnInvoice(UUID id) {}
}
