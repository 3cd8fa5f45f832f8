package io.downbeat.invoicing.purchases;

import io.downbeat.balances.Balance;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.lifecycle.Finalization;
import io.downbeat.platform.db.Ids;
import io.downbeat.pricing.Pricing;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Bills a commit that need not be there yet: the invoice names it and the payment, so that nothing bills that payment again
 * once the commit is there. Both steps run in the caller's transaction, under the contract's lock.
 */
public final class PurchaseInvoices {
    private final PurchaseStore purchases;
    private final InvoiceStore invoices;
    private final Finalization finalization;
    private final Pricing pricing;
    private final Ids ids;

    PurchaseInvoices(
            PurchaseStore purchases, InvoiceStore invoices, Finalization finalization, Pricing pricing, Ids ids) {
        this.purchases = purchases;
        this.invoices = invoices;
        this.finalization = finalization;
        this.pricing = pricing;
        this.ids = ids;
    }

    /** The invoice's row, still a draft; the transaction must {@link #bill} on it before it ends. */
    public InvoiceId open(Contract.Ref contract, CreditType currency, Instant now) {
        InvoiceId id = new InvoiceId(ids.next());
        purchases.open(id, contract, currency, now);
        return id;
    }

    /**
     * Makes the invoice final: its one line is the commit's one payment.
     *
     * @param terms of the locked contract
     */
    public void bill(InvoiceId opened, Balance commit, ContractTerms terms, Instant now) {
        PaymentSchedule payments = Objects.requireNonNull(commit.payments());
        PaymentItem payment = payments.items().getFirst();
        InvoiceHeader draft = invoices.lock(opened).orElseThrow();
        var computed = new ComputedDraft(
                draft,
                Rating.purchase(
                        opened.value(),
                        commit,
                        payment,
                        pricing.products(List.of(commit.terms().product()))));
        finalization.freezeAlone(computed, terms, now);
    }
}
