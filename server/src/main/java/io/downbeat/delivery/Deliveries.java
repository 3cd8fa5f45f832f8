package io.downbeat.delivery;

import io.downbeat.invoicing.InvoiceId;
import java.util.Collection;
import java.util.Set;

/** What a floor above asks of the deliveries of invoices. */
public interface Deliveries {

    /**
     * What these wait for ({@link NextAction.Wait}) came: each that is not at rest decides again now, also one that a
     * server has in hand. Written in the caller's transaction, so that it is lost with nothing but that transaction;
     * whoever waits still names the latest moment by which it looks again.
     */
    void wake(Collection<InvoiceId> invoices);

    /**
     * Those of the invoices of which nothing more may go out, because a person ended their delivery or it is being taken back.
     * Nobody ends one of the others before the caller's transaction is over, and then sees what came of that.
     */
    Set<InvoiceId> ended(Collection<InvoiceId> invoices);

    /** Holds the deliveries of the invoices, in one order: how they stand does not change until the caller's transaction ends. */
    void hold(Collection<InvoiceId> invoices);

    /**
     * Those of the invoices that a person settled at the provider while they were being taken back, by a refund for instance:
     * what was billed there is billed no more. Whoever decides about money by it {@link #hold}s them first.
     */
    Set<InvoiceId> takenBackByHand(Collection<InvoiceId> invoices);
}
