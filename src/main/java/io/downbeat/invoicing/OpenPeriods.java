package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.platform.DueWork;
import io.downbeat.platform.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens a usage draft when its period begins: contracts found by index, many in one transaction. */
final class OpenPeriods implements DueWork {
    private static final int BATCH = 200;

    private final UsageDraftStore store;
    private final Contracts contracts;
    private final UsageDrafts drafts;
    private final Transactions transactions;

    OpenPeriods(UsageDraftStore store, Contracts contracts, UsageDrafts drafts, Transactions transactions) {
        this.store = store;
        this.contracts = contracts;
        this.drafts = drafts;
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

    @Override
    public int runDue(Instant now) {
        return transactions.in(() -> {
            List<UsageDraftStore.Due> due = store.claim(now, BATCH);
            if (due.isEmpty()) {
                return 0;
            }
            Map<ContractId, ContractTerms> terms = contracts.lockTerms(
                    due.stream().map(UsageDraftStore.Due::contract).toList());
            List<UsageDrafts.Wanted> free = due.stream()
                    .flatMap(one -> Stream.ofNullable(terms.get(one.contract()))
                            .map(of -> new UsageDrafts.Wanted(of, one.next())))
                    .toList();
            if (!free.isEmpty()) {
                drafts.open(free, now);
            }
            return free.size();
        });
    }
}
