package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.balances.BalanceScope;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Keeps the scheduled drafts of a contract in step with commits that are paid on its invoices and were not changed by an edit
 * of it: those of the customer, and those that come anew with every period.
 */
final class FollowCommits {
    private final Contracts contracts;
    private final ScheduledDrafts scheduledDrafts;
    private final InstantSource clock;

    FollowCommits(Contracts contracts, ScheduledDrafts scheduledDrafts, InstantSource clock) {
        this.contracts = contracts;
        this.scheduledDrafts = scheduledDrafts;
        this.clock = clock;
    }

    /** The contract on whose invoices it is paid. */
    private static @Nullable UUID billing(Balance balance) {
        return switch (balance.scope()) {
            case BalanceScope.OfContract of -> of.contract();
            case BalanceScope.OfCustomer of -> of.invoiceContract();
        };
    }

    @EventListener
    @Order(1)
    void on(BalanceChanged changed) {
        Balance after = changed.after();
        boolean paysOtherwise = changed.before() == null || !after.equals(changed.before());
        UUID billing = billing(after);
        if (paysOtherwise && billing != null) {
            Contract.Ref contract = new Contract.Ref(after.customer(), new ContractId(billing));
            ContractTerms terms = contracts.terms(List.of(contract)).get(contract.contract());
            if (terms != null) {
                scheduledDrafts.match(terms, clock.instant());
            }
        }
    }
}
