package io.downbeat.thresholdbilling;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.EditContract;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.commits.CommitsPart;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.contracts.thresholds.ThresholdsPart;
import io.downbeat.contracts.trackers.TrackedSpend;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.Change;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two ends of a purchase, each whole or not at all: the commit is there and the workflow RELEASED, or the invoice is void,
 * the threshold disabled and the workflow FAILED. Runs inside the caller's transaction, with the contract and the workflow
 * locked.
 */
final class EndWorkflows {
    private final WorkflowStore workflows;
    private final WatchStore watches;
    private final EditContract edits;
    private final WriteContracts contracts;
    private final TrackedSpend tracked;
    private final Invoicing invoicing;
    private final Invoicing.Actions invoices;
    private final CommitsPart commits;
    private final Transactions transactions;
    private final PaymentNotices notices;

    EndWorkflows(
            WorkflowStore workflows,
            WatchStore watches,
            Contracts contracts,
            Invoicing invoicing,
            Invoicing.Actions invoices,
            Transactions transactions,
            PaymentNotices notices) {
        this.workflows = workflows;
        this.watches = watches;
        this.edits = contracts.edits;
        this.contracts = contracts.writes;
        this.tracked = contracts.tracked;
        this.commits = contracts.commits;
        this.invoicing = invoicing;
        this.invoices = invoices;
        this.transactions = transactions;
        this.notices = notices;
    }

    /** The ways to change a contract, and what it paid. */
    record Contracts(EditContract edits, WriteContracts writes, CommitsPart commits, TrackedSpend tracked) {}

    /** The commit is there from now on; its contract is looked at again at once. */
    void release(Workflow open, Instant now) {
        boolean isGated = open.gate().type() != PaymentGate.Type.NONE;
        workflows.end(open, Workflow.State.RELEASED, isGated ? PaymentAnswer.paid() : null, now);
        if (isGated) {
            notices.paid(open, now);
        }
        tracked.count(List.of(open.tracked()), now);
        Balance commit = open.commit();
        edits.edit(
                open.contract(),
                ContractTerms.BALANCES,
                (before, edit) -> commits.with(before, commit, edit),
                made -> released(open, made));
    }

    private static Object released(Workflow open, ContractPart.Edit made) {
        return ServerChanges.of(
                Change.of("release_payment_gate", "commit", open.commit().id())
                        .ofCustomer(open.contract().customer().value())
                        .to(Map.of("workflow_id", open.id(), "invoice_id", open.invoice(), "edit_id", made.id())));
    }

    /**
     * Nothing is bought. A commit that somebody asked for by an edit leaves the thresholds alone.
     *
     * @param locked the contract's terms
     */
    void fail(Workflow open, PaymentAnswer answer, ContractTerms locked, Instant now) {
        workflows.end(open, Workflow.State.FAILED, answer, now);
        if (!invoicing.isVoid(open.invoice())) {
            invoices.voidOne(open.invoice(), now);
        }
        if (open.kind() != Workflow.Kind.MANUAL_COMMIT && !locked.contract().isArchived()) {
            disable(open, locked, now);
        }
        notices.failed(open, answer, now);
    }

    private void disable(Workflow open, ContractTerms locked, Instant now) {
        ObjectNode changes = Json.MAPPER.createObjectNode();
        Thresholds before = locked.get(Thresholds.KIND);
        Thresholds after = open.kind() == Workflow.Kind.SPEND
                ? ThresholdsPart.spendDisabled(before, changes)
                : ThresholdsPart.prepaidBalanceDisabled(before, changes);
        if (changes.isEmpty()) {
            return;
        }
        contracts.editByServer(locked, locked.with(Thresholds.KIND, after), changes, now);
        if (!after.isEnabled()) {
            watches.forget(open.contract());
        }
        transactions.publish(ServerChanges.of(
                Change.of("disable_threshold", "contract", locked.contract().id())
                        .ofCustomer(locked.contract().customer().value())
                        .to(Map.of("edited", changes.propertyNames(), "workflow_id", open.id()))
                        .because("the payment of what it bought failed")));
    }
}
