package io.downbeat.invoicing.balances;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Draw;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.ManualEntry;
import io.downbeat.balances.Rollovers;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened to a customer's balances, read together: draws of finalized invoices and of drafts, and manual entries. */
public final class BalanceHistories {
    private final Balances balances;
    private final Contracts contracts;
    private final Invoicing invoicing;

    BalanceHistories(Balances balances, Contracts contracts, Invoicing invoicing) {
        this.balances = balances;
        this.contracts = contracts;
        this.invoicing = invoicing;
    }

    /** @param withDrafts whether what drafts draw counts */
    public Map<BalanceId, Ledger.History> of(CustomerId customer, Collection<Balance> wanted, boolean withDrafts) {
        boolean rollOver = wanted.stream().anyMatch(BalanceHistories::rollsOver);
        // What rolls over of one is known by what is left of the one before it, and that in turn by the one before.
        Collection<Balance> all = rollOver ? balances.ofCustomer(customer) : wanted;
        Map<BalanceId, Ledger.History> histories = read(customer, all, withDrafts);
        if (rollOver) {
            histories = rolledOver(customer, all, histories);
        }
        Map<BalanceId, Ledger.History> found = new LinkedHashMap<>();
        for (Balance balance : wanted) {
            found.put(balance.id(), Objects.requireNonNull(histories.get(balance.id())));
        }
        return found;
    }

    private static boolean rollsOver(Balance balance) {
        return balance.origin().isRollover() || balance.terms().rolloverFraction() != null;
    }

    /** With what rolled over from each and into each, settled or as it would be now. */
    private Map<BalanceId, Ledger.History> rolledOver(
            CustomerId customer, Collection<Balance> all, Map<BalanceId, Ledger.History> histories) {
        List<Rollovers.Rolled> rolled = new ArrayList<>(
                balances.rolled(customer, all.stream().map(Balance::id).toList()));
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>();
        for (Ledger.History history : histories.values()) {
            for (AccessSegment segment : history.balance().segments()) {
                left.put(segment.id(), history.left(segment));
            }
        }
        rolled.addAll(Rollovers.of(all).given(left));
        Map<BalanceId, Ledger.History> with = new HashMap<>();
        histories.forEach((id, history) -> with.put(id, history.with(rolled)));
        return with;
    }

    private Map<BalanceId, Ledger.History> read(CustomerId customer, Collection<Balance> wanted, boolean withDrafts) {
        List<BalanceId> ids = wanted.stream().map(Balance::id).toList();
        Map<BalanceId, List<Draw>> draws = new HashMap<>(balances.draws(customer, ids));
        if (withDrafts && !wanted.isEmpty()) {
            invoicing
                    .draftDraws(customer, users(customer, wanted))
                    .forEach(draw -> draws.merge(draw.balance(), List.of(draw), BalanceHistories::together));
        }
        Map<BalanceId, List<ManualEntry>> entries = balances.manualEntries(customer, ids);
        Map<ContractId, Contract> holders = holders(contracts, customer, wanted);
        Map<BalanceId, Optional<InvoiceId>> rests = rests(wanted);
        Map<BalanceId, Ledger.History> histories = new LinkedHashMap<>();
        for (Balance balance : wanted) {
            histories.put(
                    balance.id(),
                    new Ledger.History(
                            balance,
                            draws.getOrDefault(balance.id(), List.of()),
                            entries.getOrDefault(balance.id(), List.of()),
                            List.of(),
                            endOf(balance, holders),
                            rests.containsKey(balance.id()),
                            rests.getOrDefault(balance.id(), Optional.empty())
                                    .map(InvoiceId::value)
                                    .orElse(null)));
        }
        return histories;
    }

    private Map<BalanceId, Optional<InvoiceId>> rests(Collection<Balance> wanted) {
        return invoicing.trueUps(wanted.stream()
                .filter(balance -> balance.type() == BalanceType.POSTPAID)
                .collect(Collectors.toMap(Balance::id, Balance::customer)));
    }

    /** The customer itself, and those whose contracts are children of one that shares any of the balances. */
    private Set<CustomerId> users(CustomerId customer, Collection<Balance> wanted) {
        Set<CustomerId> users = new HashSet<>(Set.of(customer));
        Set<Contract.Ref> sharing = wanted.stream()
                .flatMap(balance -> Families.sharing(balance).stream())
                .collect(Collectors.toSet());
        if (!sharing.isEmpty()) {
            contracts.terms(sharing).values().forEach(terms -> users.addAll(Families.family(terms)));
        }
        return users;
    }

    private static List<Draw> together(List<Draw> one, List<Draw> other) {
        List<Draw> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    /** The contracts that any of the balances belongs to. */
    static Map<ContractId, Contract> holders(Contracts contracts, CustomerId customer, Collection<Balance> wanted) {
        Set<Contract.Ref> refs = wanted.stream()
                .map(Balance::scope)
                .filter(BalanceScope.OfContract.class::isInstance)
                .map(scope -> new ContractId(((BalanceScope.OfContract) scope).contract()))
                .map(contract -> new Contract.Ref(customer, contract))
                .collect(Collectors.toSet());
        return refs.isEmpty() ? Map.of() : contracts.heads(refs);
    }

    /** When the contract that a balance belongs to ends or was archived; {@code null} for no such end. */
    static @Nullable Instant endOf(Balance balance, Map<ContractId, Contract> holders) {
        Contract contract = balance.scope() instanceof BalanceScope.OfContract of
                ? holders.get(new ContractId(of.contract()))
                : null;
        if (contract == null) {
            return null;
        }
        Instant end = contract.endingBefore();
        Instant archived = contract.archivedAt();
        return archived == null || end != null && end.isBefore(archived) ? end : archived;
    }
}
