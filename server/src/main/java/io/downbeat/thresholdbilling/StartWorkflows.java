package io.downbeat.thresholdbilling;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.purchases.PurchaseInvoices;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.Providers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts purchases: the workflow, its invoice and the invoice's one delivery are written together, and what is sold without a
 * gate is released with them. Runs inside the caller's transaction, under the contract's lock.
 */
final class StartWorkflows {
    /** So long nobody's answer is missed. */
    private static final Duration OFF_SESSION = Duration.ofHours(24);
    /** A debit takes its days. */
    private static final Duration ON_SESSION = Duration.ofDays(13);

    private final WorkflowStore workflows;
    private final PurchaseInvoices invoices;
    private final Invoicing invoicing;
    private final Providers providers;
    private final EndWorkflows ending;
    private final PaymentNotices notices;
    private final Ids ids;

    StartWorkflows(
            WorkflowStore workflows,
            PurchaseInvoices invoices,
            Invoicing invoicing,
            Providers providers,
            EndWorkflows ending,
            PaymentNotices notices,
            Ids ids) {
        this.workflows = workflows;
        this.invoices = invoices;
        this.invoicing = invoicing;
        this.providers = providers;
        this.ending = ending;
        this.notices = notices;
        this.ids = ids;
    }

    /**
     * @param commit with the one payment that its invoice bills
     * @param fraction what of its amount that is; {@code null} for all of it
     * @param terms of the locked contract
     */
    void start(
            Workflow.Kind kind,
            PaymentGate gate,
            Balance commit,
            @Nullable BigDecimal fraction,
            ContractTerms terms,
            Instant now) {
        InvoiceId invoice = invoices.open(
                terms.contract().ref(),
                Objects.requireNonNull(commit.payments()).currency(),
                now);
        Workflow started = new Workflow(
                new WorkflowId(ids.next()),
                terms.contract().ref(),
                invoice,
                kind,
                gate,
                commit,
                fraction,
                Workflow.State.OPEN,
                null,
                now,
                deadline(gate, now));
        workflows.add(started);
        if (kind != Workflow.Kind.MANUAL_COMMIT) {
            notices.thresholdReached(started, now);
        }
        invoices.bill(invoice, commit, terms, now);
        switch (gate.type()) {
            case NONE -> ending.release(started, now);
            case EXTERNAL -> notices.externalInitiate(started);
            case STRIPE -> requireStripe(started, now);
        }
    }

    private static @Nullable Instant deadline(PaymentGate gate, Instant now) {
        return switch (gate.type()) {
            case NONE -> null;
            case EXTERNAL -> now.plus(OFF_SESSION);
            case STRIPE -> now.plus(gate.isOnSession() ? ON_SESSION : OFF_SESSION);
        };
    }

    /** The terms are held to it, but a configuration may have been archived a moment before. */
    private void requireStripe(Workflow started, Instant now) {
        boolean isCollected = invoicing
                .frozenRoute(started.invoice())
                .map(Route::configuration)
                .flatMap(providers::find)
                .filter(configuration -> !configuration.isArchived())
                .filter(configuration -> configuration.provider() == BillingProvider.STRIPE)
                .isPresent();
        if (!isCollected && started.kind() == Workflow.Kind.MANUAL_COMMIT) {
            throw Refused.invalid(
                    "payment_gate_config", "STRIPE needs a Stripe configuration that is in force on the contract");
        }
        if (!isCollected) {
            var nobody = new PaymentAnswer(
                    PaymentAnswer.Outcome.FAILED, "no Stripe configuration of the contract is in force", null);
            workflows.answer(new Invoice.Ref(started.contract().customer(), started.invoice()), nobody, now);
        }
    }
}
