package io.downbeat.contracts.commits;

import io.downbeat.contracts.Contract;
import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** What is known of the invoices of commits to whoever makes them, above this package. */
@FunctionalInterface
public interface BilledPayments {

    /** The last invoice of a payment item that was finalized; it may have been voided since. */
    record Billed(UUID invoice, boolean isVoid) {}

    /** Whether a contract has an invoice that is finalized and not void. */
    @FunctionalInterface
    interface FinalizedInvoices {
        boolean areOn(Contract.Ref contract);
    }

    /** By payment item; one that no finalized or voided invoice has is not in the answer. */
    Map<UUID, Billed> of(CustomerId customer, Collection<UUID> items);
}
