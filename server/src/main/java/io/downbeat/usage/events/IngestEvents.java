package io.downbeat.usage.events;

import java.time.InstantSource;
import java.util.List;

/** Takes usage events, each of them once. */
public final class IngestEvents {
    private final GroupCommit commit;
    private final AcknowledgedEvents acknowledged;
    private final InstantSource clock;

    IngestEvents(GroupCommit commit, AcknowledgedEvents acknowledged, InstantSource clock) {
        this.commit = commit;
        this.acknowledged = acknowledged;
        this.clock = clock;
    }

    /**
     * Returns when the events are durable and counted.
     *
     * @param body as {@code POST /v1/ingest} takes it
     * @throws io.downbeat.platform.http.Refused if one of them is wrong, and none of them is taken
     */
    public void ingest(byte[] body) {
        List<UsageEvent> events = EventReader.read(body, clock.instant());
        commit.write(events);
        acknowledged.add(events.size());
    }
}
