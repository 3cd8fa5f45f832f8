package io.downbeat.customeralerts;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Names every customer to an alert for all of them that is new, or chooses by a custom field that nobody has any more; some at a
 * time, so that neither takes longer for more of them.
 */
final class SpreadAlerts implements DueWork {
    private static final int CUSTOMERS_AT_ONCE = 1000;

    private final EvaluationStore evaluations;
    private final AlertStore alerts;
    private final Customers customers;
    private final Transactions transactions;

    SpreadAlerts(EvaluationStore evaluations, AlertStore alerts, Customers customers, Transactions transactions) {
        this.evaluations = evaluations;
        this.alerts = alerts;
        this.customers = customers;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "spread_customer_alerts";
    }

    @Override
    public Optional<Instant> nextDue() {
        return evaluations.nextSpread();
    }

    @Override
    public int runDue(Instant now) {
        return transactions.in(() ->
                evaluations.claimSpread(now).map(spread -> spread(spread, now)).orElse(0));
    }

    private int spread(EvaluationStore.Spread spread, Instant now) {
        boolean isOver =
                alerts.find(spread.alert()).filter(alert -> !alert.isArchived()).isEmpty();
        List<CustomerId> following = isOver ? List.of() : customers.following(spread.after(), CUSTOMERS_AT_ONCE);
        if (following.isEmpty()) {
            evaluations.spreadOver(spread.alert());
        } else {
            evaluations.alerted(following, now);
            evaluations.spreadTo(spread.alert(), following.getLast());
        }
        return 1 + following.size();
    }
}
