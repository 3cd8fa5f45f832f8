package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceChanged;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the next balance of a recurring commit or credit as the one before it begins. */
final class RecurringWork implements DueWork {
    private static final int BATCH = 200;

    private final RecurringStore store;
    private final RecurringPeriods periods;
    private final Contracts contracts;
    private final Transactions transactions;

    RecurringWork(RecurringStore store, RecurringPeriods periods, Contracts contracts, Transactions transactions) {
        this.store = store;
        this.periods = periods;
        this.contracts = contracts;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "recurring_balances";
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.nextDue();
    }

    /** @throws IllegalStateException after all others, if those of one contract cannot be made: they stay due */
    @Override
    public int runDue(Instant now) {
        return BatchOrEach.<Contract.Ref>runAndThrow(
                () -> transactions.in(() -> follow(store.claim(now, BATCH), now)),
                () -> store.due(now).stream().distinct().toList(),
                contract -> transactions.in(() -> follow(List.of(contract), now)),
                (_, _) -> {},
                contract -> "the next recurring balances of contract " + contract.contract() + " cannot be made");
    }

    /** A contract that is being edited is left out: its edit makes what is due. */
    private int follow(List<Contract.Ref> due, Instant now) {
        if (due.isEmpty()) {
            return 0;
        }
        Map<ContractId, ContractTerms> held =
                contracts.lockTerms(due.stream().distinct().toList());
        held.values()
                .forEach(terms -> periods.follow(terms.contract(), terms.get(RecurringBalance.KIND), Set.of(), now)
                        .forEach(made -> transactions.publish(new BalanceChanged(null, made))));
        return held.size();
    }
}
