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
 * Asks intermediaries what became of the records they took, until they say so or the marketplace's window is over. A question
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
            claimed.forEach(record -> inTurn(record, now));
            return claimed.size();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            claimed.forEach(record -> threads.execute(() -> inTurnApart(record, now)));
        }
        return claimed.size();
    }

    private void inTurnApart(ClaimedRecord record, Instant now) {
        try {
            inTurn(record, now);
        } catch (RuntimeException failure) {
            // Its lease ends by itself, and it is asked for again.
            LOG.error(
                    "metering record {} could not be asked for", record.frozen().id(), failure);
        }
    }

    private void inTurn(ClaimedRecord record, Instant now) {
        ProviderAccount account = accounts.of(connectors.to(record.provider(), record.method()), record.frozen());
        Optional<Instant> held = account.heldUntil(now);
        // Once its window is over a last question settles it, held back or not.
        if (held.isPresent() && now.isBefore(record.deadline())) {
            Instant until = held.get().isAfter(record.deadline()) ? record.deadline() : held.get();
            transactions.run(() -> readings.later(record, until));
            return;
        }
        account.awaitPlace();
        RecordAnswer answer = ask(record, now);
        if (answer instanceof RecordAnswer.Throttled(var _, var wait)) {
            account.tooFast(wait);
        }
        try {
            outcomes.read(record, answer, now);
        } catch (RuntimeException failure) {
            if (Failure.of(failure).passes()) {
                throw failure;
            }
            outcomes.read(record, OurFailures.answer(LOG, List.of(record), failure, now), now);
        }
    }

    private RecordAnswer ask(ClaimedRecord record, Instant now) {
        try {
            return connectors.to(record.provider(), record.method()).read(record.frozen(), record.reference());
        } catch (RuntimeException failure) {
            return OurFailures.answer(LOG, List.of(record), failure, now);
        }
    }
}
