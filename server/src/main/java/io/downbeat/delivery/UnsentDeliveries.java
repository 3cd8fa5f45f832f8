package io.downbeat.delivery;

import io.downbeat.invoicing.Invoice;

/** Gives up deliveries of which nothing ever left, for a floor above that does not want them any more. */
public interface UnsentDeliveries {

    /**
     * Cancels the invoice's delivery if no request of it was ever announced; else has it decide again now. Runs in the
     * caller's transaction.
     *
     * @return whether nothing of the invoice is at its provider, for good
     */
    boolean giveUp(Invoice.Ref invoice, String reason);
}
