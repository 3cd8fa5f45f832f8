package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.Level;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Finalizes drafts that fall due, a batch in one transaction.
 *
 * <p>The drafts are claimed first, then their contracts are held still. A contract that is being edited is left for the
 * next round, so an invoice is finalized by the terms from before the edit or from after it, never by both. An invoice
 * that fails is set aside with its failure, and holds up no other.
 */
final class FinalizeInvoices implements DueWork {
    private static final int BATCH = 100;
    /** The subject is the invoice. */
    static final IncidentKind NOT_FINALIZED = IncidentKind.endingByItself("INVOICE_NOT_FINALIZED", "invoice")
            .logged(Level.INFO, "not finalized: invoice", "finalized after all, or gone: invoice");

    private final FinalizationStore store;
    private final Contracts contracts;
    private final Drafts drafts;
    private final Finalization finalization;
    private final TrueUps trueUps;
    private final Incidents incidents;
    private final Transactions transactions;
    private final InstantSource clock;
    private final FinalizationLog log = new FinalizationLog();

    FinalizeInvoices(
            FinalizationStore store,
            Contracts contracts,
            Drafts drafts,
            Finalization finalization,
            TrueUps trueUps,
            Incidents incidents,
            Transactions transactions,
            InstantSource clock) {
        this.store = store;
        this.contracts = contracts;
        this.drafts = drafts;
        this.finalization = finalization;
        this.trueUps = trueUps;
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "finalize_invoices";
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        log.begins();
        boolean last = true;
        try {
            int done = finalizeDue(now);
            last = done < BATCH;
            return done;
        } finally {
            log.ends(last);
        }
    }

    private int finalizeDue(Instant now) {
        return BatchOrEach.<Invoice.Ref>run(
                () -> transactions.in(() -> finalizeAll(store.claim(now, BATCH), now)),
                () -> store.due(now, BATCH),
                due -> transactions.in(
                        () -> finalizeAll(store.claimOne(due, now).map(List::of).orElse(List.of()), now)),
                (due, failure) -> {
                    transactions.run(() -> store.claimOne(due, now).ifPresent(draft -> setAside(draft, failure, now)));
                    return 1;
                });
    }

    /** @return how many of the claimed drafts are not due any more */
    private int finalizeAll(List<InvoiceHeader> claimed, Instant now) {
        if (claimed.isEmpty()) {
            return 0;
        }
        Map<ContractId, ContractTerms> terms = contracts.lockTerms(
                claimed.stream().map(InvoiceHeader::contractRef).collect(Collectors.toSet()));
        List<InvoiceHeader> free = claimed.stream()
                .filter(draft -> terms.containsKey(draft.contract()))
                .toList();
        if (free.isEmpty()) {
            return 0;
        }
        return Tracing.work(
                "finalize invoices", Map.of("downbeat.invoices", free.size()), () -> finalizeFree(free, terms, now));
    }

    private int finalizeFree(List<InvoiceHeader> free, Map<ContractId, ContractTerms> terms, Instant now) {
        finalization.holdBalances(free, terms);
        List<InvoiceHeader> due =
                free.stream().filter(draft -> draft.trueUpOf() != null).toList();
        List<TrueUpStore.Unopened> unopened = trueUps.unopened(due, terms);
        Drafts.Read read = drafts.read(free, terms, true);
        List<ComputedDraft> computed = new ArrayList<>(free.size());
        free.stream()
                .filter(draft -> draft.trueUpOf() == null)
                .forEach(draft -> compute(draft, now, () -> computed.add(new ComputedDraft(draft, read.rated(draft)))));
        Set<InvoiceId> becoming = computed.stream().map(of -> of.invoice().id()).collect(Collectors.toSet());
        List<InvoiceHeader> needless = new ArrayList<>();
        due.forEach(draft -> compute(draft, now, () -> {
            Optional<Instant> until = trueUps.waits(draft, read, unopened, becoming, now);
            if (until.isPresent()) {
                trueUps.putOff(draft, until.get());
                return;
            }
            ComputedDraft of = new ComputedDraft(draft, read.rated(draft));
            if (of.draws().isEmpty()) {
                trueUps.remove(draft);
                needless.add(draft);
            } else {
                computed.add(of);
            }
        }));
        finalization.freeze(computed, terms, now);
        trueUps.follow(read, computed, now);
        incidents.end(
                NOT_FINALIZED,
                Stream.concat(computed.stream().map(ComputedDraft::invoice), needless.stream())
                        .map(draft -> draft.id().toString())
                        .toList(),
                now);
        log.finalized(computed.size());
        return free.size();
    }

    /** One that cannot be computed is set aside, and holds up no other. */
    private void compute(InvoiceHeader draft, Instant now, Runnable computing) {
        try {
            computing.run();
        } catch (RuntimeException failure) {
            setAside(draft, failure, now);
        }
    }

    /** A draft that its contract took away, or that was voided, is finalized no more. */
    @EventListener
    @Order(1)
    void on(InvoiceVoided fact) {
        incidents.end(NOT_FINALIZED, fact.invoice().id().toString(), clock.instant());
    }

    private void setAside(InvoiceHeader draft, RuntimeException failure, Instant now) {
        Instant again = DueDates.again(now, draft.failures());
        log.setAside(draft, failure, again);
        store.setAside(draft.ref(), Failure.of(failure).words(), again);
        incidents.raise(
                IncidentReport.of(
                                NOT_FINALIZED,
                                draft.id().toString(),
                                "invoice " + draft.id() + " of customer " + draft.customer()
                                        + " could not be finalized ("
                                        + Failure.of(failure).words() + ", " + (draft.failures() + 1)
                                        + " times by now) and is still a draft; it is tried again at " + again
                                        + " and ends this by itself once it is final. All other invoices go on. The"
                                        + " server's log has the whole failure under the invoice's id: correct what"
                                        + " the invoice is computed from (usage, prices, terms), or report it")
                        .customer(draft.customer().value())
                        .contract(draft.contract().value()),
                now);
    }
}
