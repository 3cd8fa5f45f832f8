package io.downbeat.delivery.metering;

import io.downbeat.platform.DueWork;
import io.downbeat.platform.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks carriers what became of the records they took, until they say so or the marketplace's window is over. A question
 * changes nothing there, so asking twice is harmless; only one answer is written down.
 */
final class ReadMeterSlots implements DueWork {
    private static final int AT_ONCE = 8;

    private final MeterReadingStore readings;
    private final SlotOutcomes outcomes;
    private final MeterRoads roads;
    private final Transactions transactions;
    private final MeterPace pace = new MeterPace();

    ReadMeterSlots(MeterReadingStore readings, SlotOutcomes outcomes, MeterRoads roads, Transactions transactions) {
        this.readings = readings;
        this.outcomes = outcomes;
        this.roads = roads;
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
        if (nextDue().filter(due -> !due.isAfter(now)).isEmpty()) {
            return 0;
        }
        List<ClaimedSlot> claimed = transactions.in(() -> readings.claim(now, AT_ONCE));
        if (claimed.size() < 2) {
            claimed.forEach(slot -> inTurn(slot, now));
            return claimed.size();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            claimed.forEach(slot -> threads.execute(() -> inTurn(slot, now)));
        }
        return claimed.size();
    }

    private void inTurn(ClaimedSlot slot, Instant now) {
        FrozenSlot frozen = slot.frozen();
        Instant turn = pace.turn(frozen.deliveryMethod(), frozen.region(), now);
        if (turn.isAfter(now)) {
            transactions.run(() -> readings.later(slot, turn));
            return;
        }
        SlotAnswer answer = ask(roads.to(slot.provider(), slot.method()), slot);
        if (answer instanceof SlotAnswer.Throttled(var message, var wait) && wait != null) {
            pace.rest(frozen.deliveryMethod(), frozen.region(), now.plus(SlotVerdict.bounded(wait)));
        }
        outcomes.read(slot, answer, now);
    }

    private static SlotAnswer ask(MeterRoad road, ClaimedSlot slot) {
        try {
            return road.read(slot.frozen(), slot.reference());
        } catch (RuntimeException failure) {
            return new SlotAnswer.NoAnswer(String.valueOf(failure.getMessage()));
        }
    }
}
