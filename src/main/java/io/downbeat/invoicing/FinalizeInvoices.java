package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.platform.DueWork;
import io.downbeat.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;

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
    private final Contracts contracts;
    private final Drafts drafts;
    private final Finalization finalization;
    private final Transactions transactions;
    private final FinalizationLog log = new FinalizationLog();

    FinalizeInvoices(
            FinalizationStore store,
            Contracts contracts,
            Drafts drafts,
            Finalization finalization,
            Transactions transactions) {
        this.store = store;
        this.contracts = contracts;
        this.drafts = drafts;
        this.finalization = finalization;
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
        try {
            return transactions.in(() -> finalizeAll(store.claim(now, BATCH), now));
        } catch (ConcurrencyFailureException | DataAccessResourceFailureException passing) {
            throw passing;
        } catch (RuntimeException oneOfThem) {
            // The one that fails alone says why.
            return oneByOne(now);
        }
    }

    private int oneByOne(Instant now) {
        int done = 0;
        for (InvoiceId id : store.due(now, BATCH)) {
            try {
                done += transactions.in(
                        () -> finalizeAll(store.claimOne(id, now).map(List::of).orElse(List.of()), now));
            } catch (ConcurrencyFailureException | DataAccessResourceFailureException passing) {
                throw passing;
            } catch (RuntimeException failure) {
                transactions.run(() -> store.claimOne(id, now).ifPresent(draft -> setAside(draft, failure, now)));
                done++;
            }
        }
        return done;
    }

    /** @return how many of the claimed drafts are not due any more */
    private int finalizeAll(List<InvoiceHeader> claimed, Instant now) {
        if (claimed.isEmpty()) {
            return 0;
        }
        Map<ContractId, ContractTerms> terms = contracts.lockTerms(
                claimed.stream().map(InvoiceHeader::contract).collect(Collectors.toSet()));
        List<InvoiceHeader> free = claimed.stream()
                .filter(draft -> terms.containsKey(draft.contract()))
                .toList();
        if (free.isEmpty()) {
            return 0;
        }
        Drafts.Read read = drafts.read(free, terms, true);
        List<LineStore.LinesOf> computed = new ArrayList<>(free.size());
        for (InvoiceHeader draft : free) {
            try {
                computed.add(new LineStore.LinesOf(draft, read.lines(draft)));
            } catch (RuntimeException failure) {
                setAside(draft, failure, now);
            }
        }
        finalization.freeze(computed, terms, now);
        log.finalized(computed.size());
        return free.size();
    }

    private void setAside(InvoiceHeader draft, RuntimeException failure, Instant now) {
        Instant again = DueDates.again(now, draft.failures());
        log.setAside(draft, failure, again);
        store.setAside(draft.id(), String.valueOf(failure), again);
    }
}
