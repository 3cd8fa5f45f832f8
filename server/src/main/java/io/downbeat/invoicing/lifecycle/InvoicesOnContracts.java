package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.commits.BilledPayments;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;

/** Tells whoever edits what rolled over whether the next contract has been invoiced. */
final class InvoicesOnContracts implements BilledPayments.FinalizedInvoices {
    private final InvoiceStore invoices;

    InvoicesOnContracts(InvoiceStore invoices) {
        this.invoices = invoices;
    }

    @Override
    public boolean areOn(Contract.Ref contract) {
        return !invoices.ofContract(contract, InvoiceStatus.FINALIZED).isEmpty();
    }
}
