package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Keeps the scheduled drafts of a contract in step with commits that are paid on its invoices and were not changed by an edit
 * of it: those of the customer, and those that come anew with every period.
 */
final class FollowCommits {
    private final Contracts contracts;
    private final ScheduledDrafts scheduledDrafts;
    private final TrueUps trueUps;
    private final InstantSource clock;

    FollowCommits(Contracts contracts, ScheduledDrafts scheduledDrafts, TrueUps trueUps, InstantSource clock) {
        this.contracts = contracts;
        this.scheduledDrafts = scheduledDrafts;
        this.trueUps = trueUps;
        this.clock = clock;
    }

    @EventListener
    @Order(1)
    void on(BalanceChanged changed) {
        Balance after = changed.after();
        List<Contract.Ref> billing = Stream.of(Optional.ofNullable(changed.before()), Optional.of(after))
                .flatMap(Optional::stream)
                .flatMap(commit -> TrueUps.billedOn(commit).stream())
                .distinct()
                .toList();
        if (billing.isEmpty()) {
            return;
        }
        // The contract that bills it no more comes first: its draft of the rest goes before the other's can be opened.
        Map<ContractId, ContractTerms> terms = contracts.terms(billing);
        for (Contract.Ref one : billing) {
            ContractTerms its = terms.get(one.contract());
            if (its == null || its.contract().isArchived()) {
                // It bills nothing any more, and its drafts stay void.
                continue;
            }
            if (!after.equals(changed.before())) {
                scheduledDrafts.match(its, clock.instant());
            } else if (after.trueUp().isPresent()) {
                // An entry by hand: there may be a rest again, or none any more.
                trueUps.match(its, clock.instant());
            }
        }
    }
}
