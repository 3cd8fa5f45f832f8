package io.downbeat.thresholdbilling;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.Map;

/** Ends purchases whose money the caller collects, by the caller's word. */
final class AnswerExternal {

    enum Outcome {
        PAID,
        FAILED
    }

    private final WorkflowStore workflows;
    private final WriteContracts contracts;
    private final EndWorkflows ending;
    private final Transactions transactions;

    AnswerExternal(WorkflowStore workflows, WriteContracts contracts, EndWorkflows ending, Transactions transactions) {
        this.workflows = workflows;
        this.contracts = contracts;
        this.ending = ending;
        this.transactions = transactions;
    }

    /**
     * The same word again changes nothing.
     *
     * @throws Refused if there is no such workflow (404), somebody else collects its payment, its contract is archived (400),
     *     or it ended otherwise (409)
     */
    void answer(WorkflowId id, Outcome outcome, Instant now) {
        transactions.run(() -> {
            Workflow known = workflows.find(id).orElseThrow(() -> Refused.notFound("no workflow has the id " + id));
            if (known.gate().type() != PaymentGate.Type.EXTERNAL) {
                throw Refused.invalid(
                        "workflow_id",
                        "its payment_gate_type is " + known.gate().type()
                                + "; only EXTERNAL ones are released by hand");
            }
            ContractTerms terms = contracts.lock(known.contract()).orElseThrow();
            Workflow current = workflows.lock(known).orElseThrow();
            switch (current.state()) {
                case OPEN -> end(current, outcome, terms, now);
                case RELEASED -> requireSame(current, outcome, Outcome.PAID);
                case FAILED -> requireSame(current, outcome, Outcome.FAILED);
            }
        });
    }

    private void end(Workflow open, Outcome outcome, ContractTerms terms, Instant now) {
        transactions.publish(Change.of("release_payment_gate", "payment_workflow", open.id())
                .ofCustomer(open.contract().customer().value())
                .to(Map.of("outcome", outcome, "commit_id", open.commit().id(), "invoice_id", open.invoice())));
        switch (outcome) {
            case PAID -> {
                if (terms.contract().isArchived()) {
                    throw Refused.rule(Contracts.ARCHIVED);
                }
                ending.release(open, now);
            }
            case FAILED ->
                ending.fail(
                        open,
                        new PaymentAnswer(PaymentAnswer.Outcome.FAILED, "the payment was reported as failed", null),
                        terms,
                        now);
        }
    }

    private static void requireSame(Workflow ended, Outcome asked, Outcome was) {
        if (asked != was) {
            throw Refused.conflict("the workflow ended as " + was
                    + " at an earlier call or by its deadline, and does not" + " change any more: " + ended.id());
        }
    }
}
