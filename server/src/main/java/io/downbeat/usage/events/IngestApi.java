package io.downbeat.usage.events;

import io.downbeat.platform.callers.Ingests;
import io.downbeat.platform.http.RequestBytes;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/ingest}: answered when the events are durable and counted. */
@RestController
final class IngestApi {
    private final IngestEvents events;

    IngestApi(IngestEvents events) {
        this.events = events;
    }

    @PostMapping("/v1/ingest")
    @Ingests
    void ingest(HttpServletRequest request) throws IOException {
        events.ingest(RequestBytes.read(request));
    }
}
