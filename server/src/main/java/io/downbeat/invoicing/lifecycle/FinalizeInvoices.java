package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.commits.RecurringWork;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finalizes drafts that fall due, a batch in one transaction.
 *
 * <p>The drafts are claimed first, then their contracts are held still. A contract that is being edited is left for the
 * next round, so an invoice is finalized by the terms from before the edit or from after it, never by both. An invoice
 * that fails is set aside with its failure, and holds up no other.
 */
final class FinalizeInvoices implements DueWork {
    private static final int BATCH = 100;
    private final FinalizationStore store;
    private final RecurringWork recurring;
    private final Drafts drafts;
    private final Finalization finalization;
    private final TrueUps trueUps;
    private final FailedFinalizations failed;
    private final Transactions transactions;
    private final FinalizationLog log = new FinalizationLog();

    FinalizeInvoices(
            FinalizationStore store,
            RecurringWork recurring,
            Drafts drafts,
            Finalization finalization,
            TrueUps trueUps,
            FailedFinalizations failed,
            Transactions transactions) {
        this.store = store;
        this.recurring = recurring;
        this.drafts = drafts;
        this.finalization = finalization;
        this.trueUps = trueUps;
        this.failed = failed;
        this.transactions = transactions;
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
        Map<ContractId, ContractTerms> terms = recurring.lockTerms(
                claimed.stream().map(InvoiceHeader::contractRef).collect(Collectors.toSet()), now);
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
        failed.end(
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

    private void setAside(InvoiceHeader draft, RuntimeException failure, Instant now) {
        log.setAside(draft, failure, failed.setAside(draft, failure, now));
    }
}
