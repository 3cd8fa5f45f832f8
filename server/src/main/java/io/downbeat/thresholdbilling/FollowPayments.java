package io.downbeat.thresholdbilling;

import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryCancelled;
import io.downbeat.delivery.InvoiceRefused;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.delivery.PaymentAnswered;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Writes down what becomes known of the money of open purchases, in the transaction that tells it and no more than that: who
 * tells may hold a delivery or an invoice, which the end of a purchase locks after the contract.
 */
final class FollowPayments {
    private final WorkflowStore workflows;
    private final Invoicing invoicing;
    private final ProviderHistory schedules;
    private final PaymentNotices notices;
    private final InstantSource clock;

    FollowPayments(
            WorkflowStore workflows,
            Invoicing invoicing,
            ProviderHistory schedules,
            PaymentNotices notices,
            InstantSource clock) {
        this.workflows = workflows;
        this.invoicing = invoicing;
        this.schedules = schedules;
        this.notices = notices;
        this.clock = clock;
    }

    @EventListener
    void on(PaymentAnswered answered) {
        PaymentAnswer answer = answered.answer();
        switch (answer.outcome()) {
            case PAID, FAILED -> workflows.answer(answered.invoice(), answer, clock.instant());
            case ACTION_REQUIRED ->
                workflows
                        .askForAction(answered.invoice(), clock.instant())
                        .ifPresent(workflow -> notices.actionRequired(workflow, answer, clock.instant()));
        }
    }

    /** Whatever a person makes of it later: nothing waits for that. What may be at the provider is asked for and taken back. */
    @EventListener
    @Order(9)
    void on(InvoiceRefused refused) {
        failed(new Invoice.Ref(refused.customer(), refused.invoice()), refused.error());
    }

    @EventListener
    void on(DeliveryCancelled cancelled) {
        failed(cancelled.invoice(), cancelled.reason());
    }

    @EventListener
    @Order(9)
    void on(InvoiceVoided voided) {
        failed(voided.invoice().ref(), "the invoice was voided");
    }

    private void failed(Invoice.Ref invoice, String why) {
        workflows.answer(invoice, new PaymentAnswer(PaymentAnswer.Outcome.FAILED, why, null), clock.instant());
    }

    /** Nobody is left to collect through. */
    @EventListener
    @Order(9)
    void on(ConfigurationsArchived archived) {
        for (Workflow open : workflows.openThroughStripe(billedBy(archived))) {
            boolean isThis = invoicing
                    .frozenRoute(open.invoice())
                    .map(Route::configuration)
                    .filter(archived.configurations()::contains)
                    .isPresent();
            if (isThis) {
                failed(
                        new Invoice.Ref(open.contract().customer(), open.invoice()),
                        "the billing provider configuration that collects it was archived");
            }
        }
    }

    /** The customer, and those of the children that its contracts pay for. */
    private Set<CustomerId> billedBy(ConfigurationsArchived archived) {
        Set<CustomerId> customers = new HashSet<>(Set.of(archived.customer()));
        for (ConfigurationId configuration : archived.configurations()) {
            schedules.using(archived.customer(), configuration).forEach(contract -> customers.add(contract.customer()));
        }
        return customers;
    }

    /** What was not paid for is not billed again: there is no commit. */
    @EventListener
    @Order(9)
    void on(InvoicesFinalized finalized) {
        List<Invoice.Ref> replaced = finalized.invoices().stream()
                .filter(invoice -> invoice.regeneratedFrom() != null)
                .map(invoice -> new Invoice.Ref(invoice.customer(), Objects.requireNonNull(invoice.regeneratedFrom())))
                .toList();
        for (Workflow of : workflows.ofInvoices(replaced)) {
            if (of.state() != Workflow.State.RELEASED) {
                throw Refused.rule("invoice " + of.invoice() + " billed a commit that was not paid for, so there is"
                        + " nothing to bill again; enable the threshold, or add the commit anew");
            }
        }
    }
}
