package io.downbeat.lifecycleevents;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractArchived;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.ContractCreated;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Hears of contracts, commits and credits, and plans what is to be told of them in the transaction of what happened. */
final class FollowLifecycles {
    private final PlanMessages plan;
    private final Balances balances;
    private final Ids ids;
    private final InstantSource clock;

    FollowLifecycles(PlanMessages plan, Balances balances, Ids ids, InstantSource clock) {
        this.plan = plan;
        this.balances = balances;
        this.ids = ids;
        this.clock = clock;
    }

    @EventListener
    @Order(5)
    void on(ContractCreated created) {
        plan.follow(lifecycles(created.terms()), List.of(), clock.instant());
    }

    @EventListener
    @Order(5)
    void on(ContractChanged changed) {
        Instant now = clock.instant();
        Contract contract = changed.after().contract();
        List<Moment> edits = new ArrayList<>();
        edits.add(new Moment(
                new Moment.Key(contract.customer(), contract.id().value(), EventType.CONTRACT_EDIT, ids.next()), now));
        Map<BalanceId, Balance> before = new HashMap<>();
        changed.before().get(ContractTerms.BALANCES).forEach(balance -> before.put(balance.id(), balance));
        changed.after().get(ContractTerms.BALANCES).stream()
                .filter(after -> isEdit(before.get(after.id()), after))
                .forEach(after -> edits.add(edit(after, now)));
        plan.follow(lifecycles(changed.after()), edits, now);
    }

    /** Its commits and credits pay for nothing any more, though nobody archived them. */
    @EventListener
    @Order(5)
    void on(ContractArchived archived) {
        Contract contract = archived.contract();
        List<Lifecycle> over = new ArrayList<>(List.of(Lifecycle.of(contract)));
        agreed(contract).forEach(balance -> over.add(Lifecycle.over(balance)));
        plan.follow(over, List.of(), clock.instant());
    }

    @EventListener
    @Order(5)
    void on(BalanceChanged changed) {
        Instant now = clock.instant();
        List<Moment> edits =
                isEdit(changed.before(), changed.after()) ? List.of(edit(changed.after(), now)) : List.of();
        plan.follow(withContinuing(List.of(changed.after())), edits, now);
    }

    private static boolean isEdit(@Nullable Balance before, Balance after) {
        return before != null && !before.equals(after) && !after.isArchived();
    }

    private Moment edit(Balance balance, Instant now) {
        EventType type = balance.isCommit() ? EventType.COMMIT_EDIT : EventType.CREDIT_EDIT;
        return new Moment(new Moment.Key(balance.customer(), balance.id().value(), type, ids.next()), now);
    }

    /** The contract and all that it has, those that were made with it by themselves too. */
    private List<Lifecycle> lifecycles(ContractTerms terms) {
        List<Lifecycle> all = new ArrayList<>(List.of(Lifecycle.of(terms.contract())));
        if (!terms.get(ContractTerms.BALANCES).isEmpty() || RecurringPart.isIn(terms)) {
            all.addAll(withContinuing(agreed(terms.contract())));
        }
        return all;
    }

    private List<Balance> agreed(Contract contract) {
        var holder = new BalanceHolder(contract.customer(), contract.id().value());
        return balances.ofContracts(List.of(holder)).getOrDefault(holder, List.of());
    }

    /** With what rolls over from them, which nobody else tells of. All are of one customer. */
    private List<Lifecycle> withContinuing(Collection<Balance> all) {
        List<BalanceId> rolling = all.stream()
                .filter(balance -> balance.terms().rolloverFraction() != null)
                .map(Balance::id)
                .toList();
        Collection<Balance> into = rolling.isEmpty()
                ? List.of()
                : balances.continuing(all.iterator().next().customer(), rolling);
        return Stream.concat(all.stream(), into.stream()).map(Lifecycle::of).toList();
    }
}
