package io.downbeat.metering.records;

import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.ProviderAccount;
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
    private final MeteredAccounts accounts;

    ReadMeteringRecords(
            MeterReadingStore readings,
            RecordOutcomes outcomes,
            MarketplaceConnectors connectors,
            MeteredAccounts accounts,
            Transactions transactions) {
        this.readings = readings;
        this.outcomes = outcomes;
        this.connectors = connectors;
        this.accounts = accounts;
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
        ProviderAccount account = accounts.of(connectors.to(slot.provider(), slot.method()), slot.frozen());
        Optional<Instant> held = account.heldUntil(now);
        // Once its window is over a last question settles it, held back or not.
        if (held.isPresent() && now.isBefore(slot.deadline())) {
            Instant until = held.get().isAfter(slot.deadline()) ? slot.deadline() : held.get();
            transactions.run(() -> readings.later(slot, until));
            return;
        }
        account.awaitPlace();
        RecordAnswer answer = ask(slot, now);
        if (answer instanceof RecordAnswer.Throttled(var _, var wait)) {
            account.tooFast(wait);
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
