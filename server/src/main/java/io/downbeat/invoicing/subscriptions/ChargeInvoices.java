package io.downbeat.invoicing.subscriptions;

import io.downbeat.contracts.ContractTerms;
import java.time.Instant;

/** What this package asks of whoever opens invoices, above it. */
@FunctionalInterface
public interface ChargeInvoices {

    /**
     * Opens and removes the drafts of charges of a contract, as its terms want them, and notes when it is to be looked at again.
     *
     * @param terms of a contract that is held
     */
    void match(ContractTerms terms, Instant now);
}
