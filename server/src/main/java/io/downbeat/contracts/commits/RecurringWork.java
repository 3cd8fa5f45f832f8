package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceChanged;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Hierarchy;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the next balance of a recurring commit or credit as the one before it begins; late ones, after an outage, also for whoever
 * is about to make an invoice final.
 */
public final class RecurringWork implements DueWork {
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

    /**
     * A contract that is being edited is left out: its edit makes what is due. So is one of which another server claimed a part,
     * since each would wait for the other in the middle of making all of it.
     */
    private int follow(List<Contract.Ref> claimed, Instant now) {
        if (claimed.isEmpty()) {
            return 0;
        }
        Set<Contract.Ref> wanted = Set.copyOf(claimed);
        Map<Contract.Ref, Boolean> due = store.holdDue(wanted, now);
        return makeDue(due.keySet(), locked(wanted, due), now).size();
    }

    /**
     * The terms of contracts whose invoices become final, held until the transaction ends, with every recurring balance that
     * they should have by now. After an outage both are due at once, and an invoice that became final before its period's
     * credit was made would bill for good what that covers.
     *
     * @param wanted a contract that is being edited, or whose balances somebody else is making, is left out at this moment: ask
     *     for it again later
     */
    public Map<ContractId, ContractTerms> lockTerms(Collection<Contract.Ref> wanted, Instant now) {
        Map<ContractId, ContractTerms> terms = upToDate(wanted, now);
        Map<ContractId, Contract.Ref> parents = new HashMap<>();
        terms.forEach((id, child) -> {
            if (child.get(Hierarchy.KIND) instanceof Hierarchy.Child(var parent, var _, var _)) {
                parents.put(id, parent);
            }
        });
        if (!parents.isEmpty()) {
            // What a parent shares pays for its children.
            Set<ContractId> made = upToDate(Set.copyOf(parents.values()), now).keySet();
            parents.forEach((id, parent) -> {
                if (!made.contains(parent.contract())) {
                    terms.remove(id);
                }
            });
        }
        return terms;
    }

    private Map<ContractId, ContractTerms> upToDate(Collection<Contract.Ref> wanted, Instant now) {
        // Before the terms are read, so that these have what was made until now.
        Map<Contract.Ref, Boolean> due = store.holdDue(wanted, now);
        Map<ContractId, ContractTerms> terms = locked(wanted, due);
        Set<Contract.Ref> behind = makeDue(due.keySet(), terms, now);
        if (!behind.isEmpty()) {
            terms.putAll(contracts.terms(behind));
        }
        return terms;
    }

    /** @param due the contracts with something due, and whether all of it is held */
    private Map<ContractId, ContractTerms> locked(Collection<Contract.Ref> wanted, Map<Contract.Ref, Boolean> due) {
        return contracts.lockTerms(wanted.stream()
                .filter(contract -> due.getOrDefault(contract, true))
                .toList());
    }

    /** @return those of the due ones that are locked: what they were to have is made */
    private Set<Contract.Ref> makeDue(
            Collection<Contract.Ref> due, Map<ContractId, ContractTerms> locked, Instant now) {
        Set<Contract.Ref> behind = due.stream()
                .filter(contract -> locked.containsKey(contract.contract()))
                .collect(Collectors.toSet());
        if (!behind.isEmpty()) {
            periods.hold(behind);
            behind.forEach(contract -> make(Objects.requireNonNull(locked.get(contract.contract())), now));
        }
        return behind;
    }

    /** @param contract held until the transaction ends */
    private void make(ContractTerms contract, Instant now) {
        periods.follow(contract, contract, Set.of(), now)
                .forEach(made -> transactions.publish(new BalanceChanged(null, made)));
    }
}
