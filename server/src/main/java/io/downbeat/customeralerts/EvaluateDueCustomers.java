package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerId;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates customers of whom something changed since the last time, or for whom time has come. One whose evaluation fails is
 * evaluated again later, is an incident until that succeeds, and holds up no other.
 */
final class EvaluateDueCustomers implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateDueCustomers.class);
    private static final IncidentKind NOT_EVALUATED =
            IncidentKind.endingByItself("CUSTOMER_ALERTS_NOT_EVALUATED", "customer");
    private static final int CLAIMED_AT_ONCE = 200;
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

    private final EvaluationStore evaluations;
    private final EvaluateAlerts evaluating;
    private final Incidents incidents;
    private final Transactions transactions;

    EvaluateDueCustomers(
            EvaluationStore evaluations, EvaluateAlerts evaluating, Incidents incidents, Transactions transactions) {
        this.evaluations = evaluations;
        this.evaluating = evaluating;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "evaluate_customer_alerts";
    }

    @Override
    public Optional<Instant> nextDue() {
        return evaluations.next();
    }

    @Override
    public int runDue(Instant now) {
        return BatchOrEach.<CustomerId>run(
                () -> transactions.in(() -> evaluate(evaluations.claimDue(now, CLAIMED_AT_ONCE), now)),
                () -> evaluations.due(now, CLAIMED_AT_ONCE),
                customer -> transactions.in(() -> evaluate(evaluations.claim(List.of(customer), 1), now)),
                (customer, failure) -> transactions.in(() -> putOff(customer, failure, now)));
    }

    private int evaluate(List<CustomerId> claimed, Instant now) {
        if (claimed.isEmpty()) {
            return 0;
        }
        // What is taken away here is seen by the reads that follow; what commits after is left for another evaluation.
        Map<CustomerId, Trigger> triggers = evaluations.takeChanges(claimed, now);
        evaluations.plan(evaluating.evaluate(claimed, triggers, now));
        incidents.end(NOT_EVALUATED, claimed.stream().map(CustomerId::toString).toList(), now);
        return claimed.size();
    }

    private int putOff(CustomerId customer, RuntimeException failure, Instant now) {
        List<CustomerId> claimed = evaluations.claim(List.of(customer), 1);
        if (claimed.isEmpty()) {
            return 0;
        }
        evaluations.takeChanges(claimed, now);
        Instant again = now.plus(AFTER_FAILURE);
        Map<CustomerId, @Nullable Instant> later = new HashMap<>();
        later.put(customer, again);
        evaluations.plan(later);
        boolean isNews = incidents.raise(
                IncidentReport.of(
                                NOT_EVALUATED,
                                customer.toString(),
                                "the alerts about customer " + customer + " could not be evaluated ("
                                        + Failure.of(failure).words() + "); this is tried again at " + again
                                        + " and ends by itself. All other customers go on. The server's log has the"
                                        + " whole failure under the customer's id")
                        .customer(customer.value()),
                now);
        if (isNews) {
            LOG.error("the alerts about customer {} could not be evaluated", customer, failure);
        }
        return 1;
    }
}
