package io.downbeat.preflight;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractArchived;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.ContractCreated;
import io.downbeat.contracts.Contracts;
import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Keeps the list of watched configurations in step with the schedules, in the transaction of each edit. */
class WatchFutureSegments {
    private final WatchStore watches;
    private final Notices notices;
    private final Contracts contracts;
    private final Transactions transactions;
    private final InstantSource clock;

    WatchFutureSegments(
            WatchStore watches, Notices notices, Contracts contracts, Transactions transactions, InstantSource clock) {
        this.watches = watches;
        this.notices = notices;
        this.contracts = contracts;
        this.transactions = transactions;
        this.clock = clock;
    }

    @EventListener
    @Order(2)
    void on(ContractCreated created) {
        Instant now = clock.instant();
        Watch.of(created.terms(), now).forEach(watch -> watches.put(watch, watch.dueAfter(now)));
    }

    @EventListener
    @Order(3)
    void on(ContractChanged changed) {
        Contract before = changed.before().contract();
        Contract after = changed.after().contract();
        if (!changed.before().schedule().equals(changed.after().schedule())
                || !Objects.equals(before.endingBefore(), after.endingBefore())) {
            match(after.ref(), Watch.of(changed.after(), clock.instant()), clock.instant());
        }
    }

    @EventListener
    @Order(2)
    void on(ContractArchived archived) {
        match(archived.contract().ref(), List.of(), clock.instant());
    }

    /**
     * Lets go of what has begun. A contract that is being edited at this moment stays for the next round.
     *
     * @return how many contracts
     */
    int letGo(List<Contract.Ref> begun, Instant now) {
        return begun.isEmpty()
                ? 0
                : transactions.in(() -> {
                    var held = contracts.lockTerms(begun);
                    held.values().forEach(terms -> match(terms.contract().ref(), Watch.of(terms, now), now));
                    return held.size();
                });
    }

    private void match(Contract.Ref contract, List<Watch> wanted, Instant now) {
        watches.drop(contract, wanted.stream().map(Watch::configuration).toList(), now)
                .forEach(dropped -> notices.end(
                        dropped, dropped.beginsAt().isAfter(now) ? Notice.Ending.CANCELLED : Notice.Ending.BEGAN, now));
        wanted.forEach(watch -> watches.put(watch, watch.dueAfter(now)));
    }
}
