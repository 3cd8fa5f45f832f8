package io.downbeat.thresholdbilling;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.delivery.UnsentDeliveries;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.invoicing.Invoice;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends purchases of which something is known, and those for which nobody waits any more. Where the provider may still hold
 * something the delivery asks it, and what it says counts: no answer is not a no.
 */
final class SettleWorkflows implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(SettleWorkflows.class);
    private static final int AT_ONCE = 20;
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final IncidentKind NOT_SETTLED =
            IncidentKind.endingByItself("PAYMENT_WORKFLOW_NOT_SETTLED", "payment_workflow");

    private final WorkflowStore workflows;
    private final WriteContracts contracts;
    private final EndWorkflows ending;
    private final UnsentDeliveries unsent;
    private final Incidents incidents;
    private final Transactions transactions;

    SettleWorkflows(
            WorkflowStore workflows,
            WriteContracts contracts,
            EndWorkflows ending,
            UnsentDeliveries unsent,
            Incidents incidents,
            Transactions transactions) {
        this.workflows = workflows;
        this.contracts = contracts;
        this.ending = ending;
        this.unsent = unsent;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "settle_payments";
    }

    @Override
    public Optional<Instant> nextDue() {
        return workflows.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        return BatchOrEach.each(
                workflows.due(now, AT_ONCE),
                due -> {
                    transactions.run(() -> settle(due, now));
                    return 1;
                },
                (due, failure) -> putOff(due, failure, now));
    }

    private void settle(Workflow due, Instant now) {
        ContractTerms terms = contracts.lock(due.contract()).orElseThrow();
        workflows.lock(due).filter(Workflow::isOpen).ifPresent(open -> {
            PaymentAnswer answer = answer(open, now);
            if (answer == null) {
                workflows.settleLater(open, now.plus(AGAIN));
            } else {
                end(open, answer, terms, now);
                incidents.end(NOT_SETTLED, open.id().toString(), now);
            }
        });
    }

    /** {@code null} while it is not known. */
    private @Nullable PaymentAnswer answer(Workflow open, Instant now) {
        Instant deadline = open.deadlineAt();
        if (open.answer() != null || deadline == null || now.isBefore(deadline)) {
            return open.answer();
        }
        var nobody = new PaymentAnswer(
                PaymentAnswer.Outcome.FAILED,
                "no payment was reported within "
                        + Duration.between(open.createdAt(), deadline).toHours() + " hours",
                null);
        return switch (left(open)) {
            case NOTHING -> nobody;
            case TO_BE_ASKED -> null;
            case AT_REST -> {
                tellOfSilence(open, now);
                yield null;
            }
        };
    }

    private UnsentDeliveries.Left left(Workflow open) {
        return open.gate().type() == PaymentGate.Type.EXTERNAL
                ? UnsentDeliveries.Left.NOTHING
                : unsent.giveUp(
                        new Invoice.Ref(open.contract().customer(), open.invoice()),
                        "nothing could be sent before the purchase was given up");
    }

    /** Nothing that happens by itself would end it. */
    private void tellOfSilence(Workflow open, Instant now) {
        incidents.raise(
                IncidentReport.of(
                        NOT_SETTLED,
                        open.id().toString(),
                        "the delivery of invoice " + open.invoice() + " is at rest and did not say whether commit "
                                + open.commit().id()
                                + " was paid, and nobody waits for it any more: look at Stripe, and"
                                + " void the invoice, which ends the purchase"),
                now);
    }

    private void end(Workflow open, PaymentAnswer answer, ContractTerms terms, Instant now) {
        boolean isPaid = answer.outcome() == PaymentAnswer.Outcome.PAID;
        if (isPaid && !terms.contract().isArchived()) {
            ending.release(open, now);
        } else if (isPaid) {
            // Taking the invoice back finds it paid, and tells a person what to give back.
            var nowhere = new PaymentAnswer(
                    PaymentAnswer.Outcome.FAILED, "it was paid after its contract was archived; refund it", null);
            ending.fail(open, nowhere, terms, now);
        } else {
            ending.fail(open, answer, terms, now);
        }
    }

    private int putOff(Workflow due, RuntimeException failure, Instant now) {
        LOG.error("payment workflow {} could not be settled", due.id(), failure);
        transactions.run(() -> {
            workflows.settleLater(due, now.plus(AGAIN));
            incidents.raise(
                    IncidentReport.of(
                            NOT_SETTLED,
                            due.id().toString(),
                            "what was paid for commit " + due.commit().id() + " on invoice " + due.invoice()
                                    + " could not be written down; tried again every " + AGAIN.toMinutes()
                                    + " minutes: " + Failure.of(failure).words()),
                    now);
        });
        return 1;
    }
}
