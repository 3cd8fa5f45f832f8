package io.downbeat.contracts.hierarchy;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who shares balances with whom, as far as the terms of contracts say. Pure. */
public final class Families {
    /** Why a marketplace does not bill what a parent pays. */
    public static final String NOT_METERED_FOR_CHILDREN =
            "a marketplace is metered hour by hour for the contract of its own buyer, so a parent that is billed"
                    + " through one cannot pay for its children";

    private Families() {}

    /** The contract whose provider schedule a contract's invoices go by: its parent's where that one pays, else its own. */
    public static Contract.Ref payer(ContractTerms terms) {
        return terms.get(Hierarchy.KIND) instanceof Hierarchy.Child child && child.payer() == Hierarchy.Payer.PARENT
                ? child.parent()
                : terms.contract().ref();
    }

    public static boolean isPaidByParent(ContractTerms terms) {
        return !payer(terms).equals(terms.contract().ref());
    }

    /** Whether the contract pays for any child that is not archived. */
    public static boolean paysForChildren(ContractTerms terms) {
        return children(terms).stream()
                .anyMatch(child -> child.payer() == Hierarchy.Payer.PARENT && !child.isArchived());
    }

    /** The customers whose balances can pay for a contract: its own, and that of its parent. */
    public static Set<CustomerId> payers(ContractTerms terms) {
        CustomerId own = terms.contract().customer();
        return terms.get(Hierarchy.KIND) instanceof Hierarchy.Child child
                        && !child.parent().customer().equals(own)
                ? Set.of(own, child.parent().customer())
                : Set.of(own);
    }

    public static List<Hierarchy.Member> children(ContractTerms terms) {
        return terms.get(Hierarchy.KIND) instanceof Hierarchy.Parent parent ? parent.children() : List.of();
    }

    /** The customers of a parent's contract and of its children. */
    public static Set<CustomerId> family(ContractTerms parent) {
        Set<CustomerId> family = new HashSet<>(Set.of(parent.contract().customer()));
        children(parent).forEach(child -> family.add(child.contract().customer()));
        return family;
    }

    /** The contract that shares a balance with its children; empty for what nobody shares. */
    public static Optional<Contract.Ref> sharing(Balance balance) {
        return balance.isShared() && balance.scope() instanceof BalanceScope.OfContract of
                ? Optional.of(new Contract.Ref(balance.customer(), new ContractId(of.contract())))
                : Optional.empty();
    }

    /**
     * What is left of a balance, ending with its contract if it has one, and with the children that can use it by name.
     *
     * @param terms among others of the contract that has it, as far as they matter; once archived it shares nothing any more
     */
    public static Standing shared(Standing standing, Map<ContractId, ContractTerms> terms) {
        ContractTerms holder = standing.balance().scope() instanceof BalanceScope.OfContract of
                ? terms.get(new ContractId(of.contract()))
                : null;
        if (holder == null) {
            return standing;
        }
        Instant end = holder.contract().endingBefore();
        return standing.balance().isShared() ? standing.sharedWith(names(holder), end) : standing.until(end);
    }

    private static Set<UUID> names(ContractTerms holder) {
        return holder.contract().isArchived()
                ? Set.of()
                : children(holder).stream()
                        .map(child -> child.contract().contract().value())
                        .collect(Collectors.toSet());
    }
}
