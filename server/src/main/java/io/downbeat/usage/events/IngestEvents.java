package io.downbeat.usage.events;

import io.downbeat.platform.db.Transactions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes usage events, each of them once. */
public final class IngestEvents {
    private final EventQueue queue;
    private final AcknowledgedEvents acknowledged;
    private final InstantSource clock;

    IngestEvents(EventQueue queue, AcknowledgedEvents acknowledged, InstantSource clock) {
        this.queue = queue;
        this.acknowledged = acknowledged;
        this.clock = clock;
    }

    /** Events that a stream brought, to be written together. */
    public static final class Batch {
        private final List<UsageEvent> events = new ArrayList<>();

        public int size() {
            return events.size();
        }
    }

    /**
     * Returns when the events are durable and counted.
     *
     * @param body as {@code POST /v1/ingest} takes it
     * @throws io.downbeat.platform.http.Refused if one of them is wrong, and none of them is taken
     */
    public void ingest(byte[] body) {
        List<UsageEvent> events = EventReader.read(body, clock.instant());
        queue.write(events);
        acknowledged.add(events.size());
    }

    /**
     * Reads what one record of a stream holds, by the same rules, and adds it to the batch: all of it or nothing.
     *
     * @param value one event, or an array of 1 to 100
     * @throws io.downbeat.platform.http.Refused if it cannot be taken, now or ever
     */
    public void read(byte @Nullable [] value, Batch into) {
        into.events.addAll(EventReader.record(value, clock.instant()));
    }

    /**
     * Writes the events in the running transaction, so that they are durable and counted together with what else is written
     * there, or not at all.
     */
    public void write(Batch batch) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a batch is written in the transaction of whoever read it");
        }
        queue.write(batch.events);
        Transactions.afterCommit(() -> acknowledged.add(batch.size()));
    }

    /** Whether requests are refused because more is waiting than can be written soon. */
    public boolean isFull() {
        return queue.isFull();
    }
}
