package io.downbeat.usage.events;

import java.util.concurrent.atomic.LongAdder;

/** How many events this server has answered for since it began, repetitions included. Costs ingest one addition a request. */
public final class AcknowledgedEvents {
    private final LongAdder events = new LongAdder();

    AcknowledgedEvents() {}

    void add(int more) {
        events.add(more);
    }

    public long count() {
        return events.sum();
    }
}
