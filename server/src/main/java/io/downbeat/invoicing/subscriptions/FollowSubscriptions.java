package io.downbeat.invoicing.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens the next invoice of charges of a subscription whose charges ride on no usage invoice, as the one before it falls due. */
final class FollowSubscriptions implements DueWork {
    private static final int BATCH = 200;
    /** As the database orders ids; Java compares the halves of one as signed numbers. */
    private static final Comparator<ContractTerms> BY_CUSTOMER =
            Comparator.comparing(terms -> terms.contract().customer().toString());

    private final SubscriptionCursors cursors;
    private final Contracts contracts;
    private final ChargeInvoices opening;
    private final Transactions transactions;

    FollowSubscriptions(
            SubscriptionCursors cursors, Contracts contracts, ChargeInvoices opening, Transactions transactions) {
        this.cursors = cursors;
        this.contracts = contracts;
        this.opening = opening;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "follow_subscriptions";
    }

    @Override
    public Optional<Instant> nextDue() {
        return cursors.nextDue();
    }

    /** @throws IllegalStateException after all others, if those of one contract cannot be opened: they stay due */
    @Override
    public int runDue(Instant now) {
        return BatchOrEach.<Contract.Ref>runAndThrow(
                () -> transactions.in(() -> follow(cursors.claim(now, BATCH), now)),
                () -> cursors.due(now, BATCH),
                contract -> transactions.in(() -> follow(List.of(contract), now)),
                (_, _) -> {},
                contract -> "the next invoice of the subscriptions of contract " + contract.contract()
                        + " cannot be opened");
    }

    /** A contract that is being edited is left out: its edit opens what is due. */
    private int follow(List<Contract.Ref> due, Instant now) {
        if (due.isEmpty()) {
            return 0;
        }
        Map<ContractId, ContractTerms> held = contracts.lockTerms(due);
        // Opening may hold the balances of a contract's customer: in one order, as those do who hold many at once.
        held.values().stream().sorted(BY_CUSTOMER).forEach(terms -> {
            if (terms.contract().isArchived()) {
                cursors.move(terms.contract().ref(), null);
            } else {
                opening.match(terms, now);
            }
        });
        if (!held.isEmpty()) {
            transactions.publish(new ChargesOpened(
                    held.values().stream().map(terms -> terms.contract().ref()).toList()));
        }
        return held.size();
    }
}
