package io.downbeat.thresholdbilling;

import io.downbeat.balances.BalanceHolder;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.thresholds.PrepaidBalanceThreshold;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.purchases.OutstandingSpend;

/** Reads what drafts and balances of a contract come to. Runs inside the caller's transaction, with the contract locked. */
final class MeasureContracts {
    private final OutstandingSpend spend;
    private final Invoicing invoicing;
    private final Currencies currencies;

    MeasureContracts(OutstandingSpend spend, Invoicing invoicing, Currencies currencies) {
        this.spend = spend;
        this.invoicing = invoicing;
        this.currencies = currencies;
    }

    OutstandingSpend.Outstanding outstanding(ContractTerms terms) {
        return spend.of(terms, currencies.currency(terms.contract()));
    }

    MeasuredContract balances(ContractTerms terms) {
        Contract contract = terms.contract();
        return new MeasuredContract(
                new BalanceHolder(contract.customer(), contract.id().value()), invoicing.usable(terms));
    }

    /** What the threshold counts in. */
    CreditType unit(PrepaidBalanceThreshold threshold, Contract contract) {
        CreditType custom = threshold.counted().unit();
        return custom == null ? currencies.currency(contract) : custom;
    }
}
