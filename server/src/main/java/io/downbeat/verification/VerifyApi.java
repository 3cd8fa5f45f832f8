package io.downbeat.verification;

import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.RunsOutsideATransaction;
import java.time.Instant;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether every promise holds, on demand. */
@RestController
class VerifyApi {
    private static final Instant EVER = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Verification verification;

    VerifyApi(Verification verification) {
        this.verification = verification;
    }

    @PostMapping("/downbeat/v1/verify")
    @Reads
    @RunsOutsideATransaction
    Verification.Verdict verify(Body body) {
        body.knowsOnly(Set.of("from", "to"));
        Instant from = body.optionalInstant("from").orElse(EVER);
        Instant until = body.optionalInstant("to").orElse(NEVER);
        if (!from.isBefore(until)) {
            throw body.invalid("to", "must be after from");
        }
        return verification.verify(from, until);
    }
}
