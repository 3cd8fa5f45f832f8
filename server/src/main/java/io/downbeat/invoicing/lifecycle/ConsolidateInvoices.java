package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.LineStore;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.Rating;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
            .logged(Level.INFO, "not consolidated: contract", "consolidated after all: contract");

    private final ConsolidationStore store;
    private final Contracts contracts;
    private final InvoiceStore invoices;
    private final LineStore lines;
    private final Finalization finalization;
    private final Incidents incidents;
    private final Transactions transactions;
    private final Ids ids;

    ConsolidateInvoices(
            ConsolidationStore store,
            Contracts contracts,
            InvoiceStore invoices,
            LineStore lines,
            Finalization finalization,
            Incidents incidents,
            Transactions transactions,
            Ids ids) {
        this.store = store;
        this.contracts = contracts;
        this.invoices = invoices;
        this.lines = lines;
        this.finalization = finalization;
        this.incidents = incidents;
        this.transactions = transactions;
        this.ids = ids;
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
        List<Contract.Ref> family = family(parent);
        Optional<Instant> pending = store.pending(group, family);
        if (pending.isPresent()) {
            Instant due = pending.get().isAfter(now) ? pending.get() : now;
            store.putOff(group, due.plus(PATIENCE), false);
            return 1;
        }
        List<InvoiceHeader> constituents = constituents(group, family);
        if (constituents.isEmpty()) {
            store.letGo(group);
            return 1;
        }
        InvoiceId id = new InvoiceId(ids.next());
        store.open(id, group, now);
        InvoiceHeader draft = invoices.find(id).orElseThrow();
        finish(draft, group, constituents, held, now);
        incidents.end(NOT_CONSOLIDATED, group.parent().contract().toString(), now);
        return 1;
    }

    /**
     * The lines of a draft that takes the place of a voided consolidated invoice, out of what belongs to it now.
     *
     * @param terms of the parent, which is held
     */
    void regenerate(InvoiceHeader voided, InvoiceHeader draft, Map<ContractId, ContractTerms> terms, Instant now) {
        ConsolidationStore.Group group = store.ofInvoice(voided.ref()).orElseThrow();
        ContractTerms parent = terms.values().iterator().next();
        List<InvoiceHeader> constituents = constituents(group, family(parent));
        if (constituents.isEmpty()) {
            throw Refused.rule("invoice " + voided.id() + " cannot be regenerated, because no finalized invoice of the"
                    + " family is left that belongs to it; regenerate one of those first");
        }
        finish(draft, group, constituents, terms, now);
    }

    private void finish(
            InvoiceHeader draft,
            ConsolidationStore.Group group,
            List<InvoiceHeader> constituents,
            Map<ContractId, ContractTerms> terms,
            Instant now) {
        store.add(draft.ref(), constituents);
        Map<InvoiceId, List<ComputedLine>> known = lines.withHours(constituents);
        List<ComputedLine> all = new ArrayList<>();
        constituents.forEach(one -> all.addAll(known.getOrDefault(one.id(), List.of())));
        var rated = new Rating.Rated(Rating.copied(draft.id().value(), all), List.of());
        store.made(group, draft.id());
        finalization.freeze(List.of(new ComputedDraft(draft, rated)), terms, now);
        store.addOrigins(draft.ref());
    }

    /** The parent's own first, then the children's in the order they were created. */
    private List<InvoiceHeader> constituents(ConsolidationStore.Group group, List<Contract.Ref> family) {
        return store.constituents(group, family).stream()
                .sorted(Comparator.comparingInt((InvoiceHeader one) -> family.indexOf(one.contractRef()))
                        .thenComparing(InvoiceHeader::issuedAt)
                        .thenComparing(one -> one.id().value()))
                .toList();
    }

    private static List<Contract.Ref> family(ContractTerms parent) {
        List<Contract.Ref> family = new ArrayList<>(List.of(parent.contract().ref()));
        family.addAll(Consolidations.consolidated(parent));
        return family;
    }

    /** What the running transaction voids of consolidated invoices is free for another. */
    void free(List<InvoiceHeader> voided, Instant now) {
        store.free(voided, now);
    }

    /** By constituent, the live consolidated invoice that has its lines. */
    Map<InvoiceId, Invoice.Ref> consolidatedAs(List<InvoiceHeader> some) {
        return store.consolidatedAs(some.stream().map(InvoiceHeader::ref).toList());
    }
}
