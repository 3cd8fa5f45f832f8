package io.downbeat.customeralerts;

import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Parents;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.RatesChanged;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Has the customers of a card evaluated whose rates changed, because usage that is there already may cost more from now on. They
 * are named some at a time, so that a new rate takes no longer for more of them.
 */
final class FollowRates implements DueWork {
    private static final int CUSTOMERS_AT_ONCE = 1000;

    private final CardStore cards;
    private final EvaluationStore evaluations;
    private final Contracts contracts;
    private final Parents parents;
    private final Transactions transactions;
    private final InstantSource clock;

    FollowRates(
            CardStore cards,
            EvaluationStore evaluations,
            Contracts contracts,
            Parents parents,
            Transactions transactions,
            InstantSource clock) {
        this.cards = cards;
        this.evaluations = evaluations;
        this.contracts = contracts;
        this.parents = parents;
        this.transactions = transactions;
        this.clock = clock;
    }

    @EventListener
    @Order(11)
    void on(RatesChanged fact) {
        cards.changed(fact.cards(), clock.instant());
    }

    @Override
    public String name() {
        return "spread_rates";
    }

    @Override
    public Optional<Instant> nextDue() {
        return cards.next();
    }

    @Override
    public int runDue(Instant now) {
        return transactions.in(
                () -> cards.claim(now).map(claimed -> name(claimed, now)).orElse(0));
    }

    private int name(CardStore.Claimed claimed, Instant now) {
        RateCardId card = claimed.card();
        List<CustomerId> following = contracts.customersOn(card, claimed.after(), CUSTOMERS_AT_ONCE);
        if (following.isEmpty()) {
            cards.over(card);
        } else {
            Set<CustomerId> all = new HashSet<>(following);
            all.addAll(parents.of(following));
            evaluations.changed(all, Trigger.USAGE, now);
            cards.namedUntil(card, following.getLast());
        }
        return 1 + following.size();
    }
}
