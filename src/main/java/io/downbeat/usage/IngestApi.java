package io.downbeat.usage;

import io.downbeat.platform.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/ingest}: answered when the events are durable and counted. */
@RestController
final class IngestApi {
    private static final int LARGEST_BODY = 16 << 20;

    private final GroupCommit commit;
    private final InstantSource clock;

    IngestApi(GroupCommit commit, InstantSource clock) {
        this.commit = commit;
        this.clock = clock;
    }

    @PostMapping("/v1/ingest")
    void ingest(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw Refused.rule("the body is larger than 16 MiB; send fewer events in a request");
        }
        commit.write(EventReader.read(body, clock.instant()));
    }
}
