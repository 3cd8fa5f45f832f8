package io.downbeat.delivery;

import io.downbeat.invoicing.Invoice;

/** Gives up deliveries of which nothing ever left, for a floor above that does not want them any more. */
public interface UnsentDeliveries {

    /** What is left of a delivery that somebody gave up. */
    enum Left {
        /** Nothing of the invoice is at its provider, for good. */
        NOTHING,
        /** The provider may hold something: it is asked, and what it says is told when it is known. */
        TO_BE_ASKED,
        /** The provider may hold something, and nobody asks it any more by himself. */
        AT_REST
    }

    /**
     * Cancels the invoice's delivery if no request of it was ever announced; else has it decide again now, unless it is at
     * rest. Runs in the caller's transaction.
     */
    Left giveUp(Invoice.Ref invoice, String reason);
}
