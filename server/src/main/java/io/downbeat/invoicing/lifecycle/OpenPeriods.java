package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/**
 * Opens a usage draft when its period begins: contracts found by index, many in one transaction. One that fails is named by
 * an incident and holds up no other.
 */
final class OpenPeriods implements DueWork {
    private static final int BATCH = 200;
    /** The subject is the contract. */
    static final IncidentKind NOT_OPENED = IncidentKind.endingByItself("PERIOD_NOT_OPENED", "contract")
            .logged(Level.INFO, "period not opened: contract", "period opened: contract");

    private final UsageDraftStore store;
    private final Contracts contracts;
    private final UsageDrafts drafts;
    private final Incidents incidents;
    private final Transactions transactions;

    OpenPeriods(
            UsageDraftStore store,
            Contracts contracts,
            UsageDrafts drafts,
            Incidents incidents,
            Transactions transactions) {
        this.store = store;
        this.contracts = contracts;
        this.drafts = drafts;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "open_periods";
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.nextDue();
    }

    /** @throws IllegalStateException after all others, if one cannot be opened: it stays due, and the job is told of */
    @Override
    public int runDue(Instant now) {
        return BatchOrEach.<Contract.Ref>runAndThrow(
                () -> transactions.in(() -> openAll(store.claim(now, BATCH), now)),
                () -> store.due(now),
                contract -> transactions.in(() ->
                        openAll(store.claimOne(contract, now).map(List::of).orElse(List.of()), now)),
                (contract, failure) -> tell(contract.contract(), failure, now),
                contract -> "the next period of contract " + contract.contract() + " cannot be opened");
    }

    private void tell(ContractId contract, RuntimeException failure, Instant now) {
        incidents.raise(
                IncidentReport.of(
                                NOT_OPENED,
                                contract.toString(),
                                "the next usage invoice of contract " + contract + " could not be opened ("
                                        + Failure.of(failure).words()
                                        + "), so nothing shows what is used and a marketplace is not metered; all"
                                        + " other contracts go on, and this ends by itself once it is opened. The"
                                        + " server's log has the whole failure: correct the contract's terms, or"
                                        + " report it")
                        .contract(contract.value()),
                now);
    }

    private int openAll(List<UsageDraftStore.Due> due, Instant now) {
        if (due.isEmpty()) {
            return 0;
        }
        Map<ContractId, ContractTerms> terms = contracts.lockTerms(
                due.stream().map(UsageDraftStore.Due::contract).toList());
        List<UsageDrafts.DraftRequest> free = due.stream()
                .flatMap(one -> Stream.ofNullable(terms.get(one.contract().contract()))
                        .map(of -> new UsageDrafts.DraftRequest(of, one.next())))
                .toList();
        if (!free.isEmpty()) {
            drafts.open(free, now);
            incidents.end(
                    NOT_OPENED,
                    free.stream()
                            .map(one -> one.terms().contract().id().toString())
                            .toList(),
                    now);
        }
        return free.size();
    }
}
