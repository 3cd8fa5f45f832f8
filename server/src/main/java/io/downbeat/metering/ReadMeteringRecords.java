package io.downbeat.metering;

import io.downbeat.outbound.RetryAfter;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks carriers what became of the records they took, until they say so or the marketplace's window is over. A question
 * changes nothing there, so asking twice is harmless; only one answer is written down.
 */
final class ReadMeteringRecords implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(ReadMeteringRecords.class);
    private static final int AT_ONCE = 8;

    private final MeterReadingStore readings;
    private final RecordOutcomes outcomes;
    private final MarketplaceConnectors connectors;
    private final Transactions transactions;
    private final MeterPace pace = new MeterPace();

    ReadMeteringRecords(
            MeterReadingStore readings,
            RecordOutcomes outcomes,
            MarketplaceConnectors connectors,
            Transactions transactions) {
        this.readings = readings;
        this.outcomes = outcomes;
        this.connectors = connectors;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "read_meter_slots";
    }

    @Override
    public Optional<Instant> nextDue() {
        return readings.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        List<ClaimedRecord> claimed = transactions.in(() -> readings.claim(now, AT_ONCE));
        if (claimed.size() < 2) {
            claimed.forEach(slot -> inTurn(slot, now));
            return claimed.size();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            claimed.forEach(slot -> threads.execute(() -> inTurnApart(slot, now)));
        }
        return claimed.size();
    }

    private void inTurnApart(ClaimedRecord slot, Instant now) {
        try {
            inTurn(slot, now);
        } catch (RuntimeException failure) {
            // Its lease ends by itself, and it is asked for again.
            LOG.error("slot {} could not be asked for", slot.frozen().id(), failure);
        }
    }

    private void inTurn(ClaimedRecord slot, Instant now) {
        FrozenRecord frozen = slot.frozen();
        Instant turn = pace.turn(frozen.deliveryMethod(), frozen.region(), now);
        if (turn.isAfter(now)) {
            transactions.run(() -> readings.later(slot, turn));
            return;
        }
        RecordAnswer answer = ask(slot, now);
        if (answer instanceof RecordAnswer.Throttled(var message, var wait) && wait != null) {
            pace.rest(frozen.deliveryMethod(), frozen.region(), now.plus(RetryAfter.bounded(wait)));
        }
        try {
            outcomes.read(slot, answer, now);
        } catch (RuntimeException failure) {
            if (Failure.of(failure).passes()) {
                throw failure;
            }
            outcomes.read(slot, OurFailures.answer(LOG, List.of(slot), failure, now), now);
        }
    }

    private RecordAnswer ask(ClaimedRecord slot, Instant now) {
        try {
            return connectors.to(slot.provider(), slot.method()).read(slot.frozen(), slot.reference());
        } catch (RuntimeException failure) {
            return OurFailures.answer(LOG, List.of(slot), failure, now);
        }
    }
}
