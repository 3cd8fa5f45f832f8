package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Rollovers;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.InvoiceHeader;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws on balances what finalized invoices take, and settles how much rolls over when a contract is renewed: with the last
 * usage invoice of the old contract, or with the first invoice of the new one that draws on it, whichever is final first. Until
 * then drafts of the old contract take of it. Runs inside the caller's transaction.
 */
final class DrawBalances {
    private final Balances balances;
    private final UsageDraftStore usage;

    DrawBalances(Balances balances, UsageDraftStore usage) {
        this.balances = balances;
        this.usage = usage;
    }

    /** Keeps everybody else from the balances of these customers until the transaction ends. */
    void hold(Collection<CustomerId> customers) {
        balances.hold(customers);
    }

    /**
     * Writes what the invoices draw, which are final by now, and what is settled by that. The customers must be held since
     * before the draws were computed.
     */
    void draw(List<ComputedDraft> finalized, Instant now) {
        // First, so that it is there to be drawn, and no draft of the old contract can take it any more.
        Map<AccessSegmentId, Rollovers.Rolled> rolled = new LinkedHashMap<>();
        finalized.stream()
                .flatMap(of -> of.rated().rolled().stream())
                .forEach(one -> rolled.putIfAbsent(one.segment(), one));
        balances.freeze(List.copyOf(rolled.values()), now);
        balances.draw(finalized.stream().flatMap(of -> of.draws().stream()).toList());
        settle(
                finalized.stream()
                        .map(ComputedDraft::invoice)
                        .filter(invoice -> invoice.period() != null)
                        .map(InvoiceHeader::contractRef)
                        .collect(Collectors.toSet()),
                now);
    }

    /** What rolls over from those of the contracts that are over and have no usage invoice to come. */
    private void settle(Set<Contract.Ref> contracts, Instant now) {
        Set<BalanceHolder> from = contracts.stream()
                .map(contract -> new BalanceHolder(
                        contract.customer(), contract.contract().value()))
                .collect(Collectors.toSet());
        for (BalanceHolder one : balances.rollingOver(from)) {
            boolean isOver = balances.transition(one)
                    .filter(transition -> !transition.renewedAt().isAfter(now))
                    .isPresent();
            if (isOver && usage.isComplete(new Contract.Ref(one.customer(), new ContractId(one.contract())))) {
                balances.freeze(one, false, now);
            }
        }
    }

    /** A contract that renews one whose last usage invoice is final long since. */
    void created(ContractTerms terms, Instant now) {
        CustomerId customer = terms.contract().customer();
        Set<Contract.Ref> renewed = terms.get(ContractTerms.BALANCES).stream()
                .filter(balance -> balance.origin().isProvisional())
                .flatMap(balance -> Stream.ofNullable(balance.origin().rolledOver()))
                .map(rolled -> new Contract.Ref(customer, new ContractId(rolled.contract())))
                .collect(Collectors.toSet());
        if (!renewed.isEmpty()) {
            balances.hold(List.of(customer));
            settle(renewed, now);
        }
    }

    /** What is left of an archived contract rolls over as it is; nothing does if it was archived before it was over. */
    void archived(Contract contract, Instant archivedAt) {
        BalanceHolder from =
                new BalanceHolder(contract.customer(), contract.id().value());
        balances.transition(from).ifPresent(transition -> {
            balances.hold(List.of(contract.customer()));
            balances.freeze(from, archivedAt.isBefore(transition.renewedAt()), archivedAt);
        });
    }
}
