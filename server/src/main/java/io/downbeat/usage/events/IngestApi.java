package io.downbeat.usage.events;

import io.downbeat.platform.callers.Ingests;
import io.downbeat.platform.http.RequestBytes;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/ingest}: answered when the events are durable and counted. */
@RestController
final class IngestApi {
    private final GroupCommit commit;
    private final AcknowledgedEvents acknowledged;
    private final InstantSource clock;

    IngestApi(GroupCommit commit, AcknowledgedEvents acknowledged, InstantSource clock) {
        this.commit = commit;
        this.acknowledged = acknowledged;
        this.clock = clock;
    }

    @PostMapping("/v1/ingest")
    @Ingests
    void ingest(HttpServletRequest request) throws IOException {
        List<UsageEvent> events = EventReader.read(RequestBytes.read(request), clock.instant());
        commit.write(events);
        acknowledged.add(events.size());
    }
}
