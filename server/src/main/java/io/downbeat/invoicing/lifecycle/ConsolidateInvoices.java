package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.invoicing.DueDates;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes the one invoice of a parent's period out of the final invoices that belong to it, once no draft of them is left. It
 * has copies of their lines, is finalized at once, and is the only one of them that is delivered.
 *
 * <p>What is due stands in a row that the constituents were finalized with, so a server that dies leaves it due; the row is
 * held while the invoice is made, so that two servers make one.
 */
final class ConsolidateInvoices implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(ConsolidateInvoices.class);
    /** A draft that should be final by now, and is not: it makes this due when it is, and this is for what goes instead. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The subject is the parent's contract. */
    static final IncidentKind NOT_CONSOLIDATED = IncidentKind.endingByItself("INVOICES_NOT_CONSOLIDATED", "contract")
            .logged(
                    Level.INFO,
                    "not consolidated: contract",
                    "consolidated after all, or nothing of it is left: contract");

    private final ConsolidationStore store;
    private final Contracts contracts;
    private final ConsolidatedInvoices making;
    private final Incidents incidents;
    private final Transactions transactions;

    ConsolidateInvoices(
            ConsolidationStore store,
            Contracts contracts,
            ConsolidatedInvoices making,
            Incidents incidents,
            Transactions transactions) {
        this.store = store;
        this.contracts = contracts;
        this.making = making;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "consolidate_invoices";
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        ConsolidationStore.Group[] claimed = {null};
        try {
            return transactions.in(() -> store.claim(now)
                    .map(group -> {
                        claimed[0] = group;
                        return consolidate(group, now);
                    })
                    .orElse(0));
        } catch (RuntimeException failure) {
            if (claimed[0] == null || Failure.of(failure).passes()) {
                throw failure;
            }
            transactions.run(() -> setAside(claimed[0], failure, now));
            return 1;
        }
    }

    private void setAside(ConsolidationStore.Group group, RuntimeException failure, Instant now) {
        int failures = store.putOff(group, now.plus(PATIENCE), true);
        Instant again = DueDates.again(now, failures - 1);
        store.putOff(group, again, false);
        LOG.error(
                "the invoices of contract {} and its children are not consolidated",
                group.parent().contract(),
                failure);
        incidents.raise(
                IncidentReport.of(
                                NOT_CONSOLIDATED,
                                group.parent().contract().toString(),
                                "the consolidated invoice of contract "
                                        + group.parent().contract() + " for the period"
                                        + " from " + group.period().start() + " could not be made ("
                                        + Failure.of(failure).words() + "), so nothing of it is delivered; it is tried"
                                        + " again at " + again + " and ends this by itself. The server's log has the"
                                        + " whole failure")
                        .customer(group.parent().customer().value())
                        .contract(group.parent().contract().value()),
                now);
    }

    /** @return 1, or 0 if the parent is being edited: then the group stays due */
    private int consolidate(ConsolidationStore.Group group, Instant now) {
        Map<ContractId, ContractTerms> held = contracts.lockTerms(List.of(group.parent()));
        ContractTerms parent = held.get(group.parent().contract());
        if (parent == null) {
            return 0;
        }
        Optional<Instant> pending = store.pending(group, Consolidations.family(parent));
        if (pending.isPresent()) {
            Instant due = pending.get().isAfter(now) ? pending.get() : now;
            store.putOff(group, due.plus(PATIENCE), false);
            return 1;
        }
        making.make(group, held, now);
        incidents.end(NOT_CONSOLIDATED, group.parent().contract().toString(), now);
        return 1;
    }
}
