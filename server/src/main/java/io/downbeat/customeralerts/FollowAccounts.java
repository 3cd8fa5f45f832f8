package io.downbeat.customeralerts;

import io.downbeat.balances.BalanceChanged;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractArchived;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.ContractCreated;
import io.downbeat.contracts.hierarchy.Parents;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerArchived;
import io.downbeat.customers.CustomerCreated;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.invoicing.subscriptions.ChargesOpened;
import io.downbeat.usage.UsageArrived;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Has customers evaluated of whom something changed, in the transaction of the change; the evaluation itself comes after it. What a
 * child uses may take of what its parent shares, so the parent is evaluated with it. It comes after whoever may refuse, or makes
 * more of the fact.
 */
final class FollowAccounts {
    private final EvaluationStore evaluations;
    private final Parents parents;
    private final InstantSource clock;

    FollowAccounts(EvaluationStore evaluations, Parents parents, InstantSource clock) {
        this.evaluations = evaluations;
        this.parents = parents;
        this.clock = clock;
    }

    @EventListener
    @Order(11)
    void on(UsageArrived fact) {
        changed(fact.customers(), Trigger.USAGE);
    }

    @EventListener
    void on(CustomerCreated fact) {
        evaluations.changed(List.of(fact.customer()), Trigger.USAGE, clock.instant());
    }

    /** What was in alarm ends, also where nothing else of the customer has to change. */
    @EventListener
    @Order(11)
    void on(CustomerArchived fact) {
        changed(Set.of(fact.customer()), Trigger.USAGE);
    }

    @EventListener
    @Order(11)
    void on(BalanceChanged fact) {
        changed(Set.of(fact.after().customer()), Trigger.USAGE);
    }

    @EventListener
    @Order(11)
    void on(ContractCreated fact) {
        changed(Set.of(fact.terms().contract().customer()), Trigger.USAGE);
    }

    @EventListener
    @Order(11)
    void on(ContractChanged fact) {
        changed(Set.of(fact.after().contract().customer()), Trigger.USAGE);
    }

    @EventListener
    @Order(11)
    void on(ContractArchived fact) {
        changed(Set.of(fact.contract().customer()), Trigger.USAGE);
    }

    @EventListener
    @Order(11)
    void on(DraftsOpened fact) {
        changed(fact.drafts().stream().map(DraftsOpened.OpenedDraft::customer).toList(), Trigger.INVOICE_GENERATION);
    }

    @EventListener
    @Order(11)
    void on(ChargesOpened fact) {
        changed(fact.contracts().stream().map(Contract.Ref::customer).toList(), Trigger.INVOICE_GENERATION);
    }

    @EventListener
    @Order(11)
    void on(InvoicesFinalized fact) {
        changed(fact.invoices().stream().map(Invoice::customer).toList(), Trigger.INVOICE_GENERATION);
    }

    @EventListener
    @Order(11)
    void on(InvoiceVoided fact) {
        changed(Set.of(fact.invoice().customer()), Trigger.INVOICE_GENERATION);
    }

    private void changed(Collection<CustomerId> customers, Trigger trigger) {
        Set<CustomerId> all = new HashSet<>(customers);
        all.addAll(parents.of(all));
        evaluations.changed(all, trigger, clock.instant());
    }
}
