package io.downbeat.thresholdbilling;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at watched contracts of which something changed, one in a transaction. A contract that somebody else holds is left for
 * the next round; one that cannot be looked at is put off and told, and holds up no other.
 */
final class EvaluateThresholds implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateThresholds.class);
    private static final int AT_ONCE = 20;
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final IncidentKind NOT_EVALUATED =
            IncidentKind.endingByItself("THRESHOLD_NOT_EVALUATED", "contract");

    private final WatchStore watches;
    private final WriteContracts contracts;
    private final BuyRecharges buying;
    private final Incidents incidents;
    private final Transactions transactions;

    EvaluateThresholds(
            WatchStore watches,
            WriteContracts contracts,
            BuyRecharges buying,
            Incidents incidents,
            Transactions transactions) {
        this.watches = watches;
        this.contracts = contracts;
        this.buying = buying;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "evaluate_thresholds";
    }

    @Override
    public Optional<Instant> nextDue() {
        return watches.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        return BatchOrEach.each(
                watches.due(now, AT_ONCE),
                contract -> transactions.in(() -> isLookedAt(contract, now)) ? 1 : 0,
                (contract, failure) -> putOff(contract, failure, now));
    }

    private boolean isLookedAt(Contract.Ref contract, Instant now) {
        if (!watches.hold(contract)) {
            if (watches.isWatched(contract)) {
                return false;
            }
            watches.takeMarks(contract);
            return true;
        }
        ContractTerms terms = contracts.tryLock(contract).orElse(null);
        if (terms == null) {
            return false;
        }
        watches.takeMarks(contract);
        if (terms.contract().isArchived() || !terms.get(Thresholds.KIND).isEnabled()) {
            watches.forget(contract);
        } else {
            watches.lookAt(contract, buying.look(terms, now).orElse(null));
        }
        incidents.end(NOT_EVALUATED, contract.contract().toString(), now);
        return true;
    }

    private int putOff(Contract.Ref contract, RuntimeException failure, Instant now) {
        LOG.error("the thresholds of contract {} could not be evaluated", contract.contract(), failure);
        transactions.run(() -> {
            watches.putOff(contract, now.plus(AGAIN));
            incidents.raise(
                    IncidentReport.of(
                            NOT_EVALUATED,
                            contract.contract().toString(),
                            "its thresholds cannot be evaluated, so nothing is bought; tried again every "
                                    + AGAIN.toMinutes() + " minutes: "
                                    + Failure.of(failure).words()),
                    now);
        });
        return 1;
    }
}
