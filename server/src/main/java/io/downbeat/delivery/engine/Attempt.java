package io.downbeat.delivery.engine;

import io.downbeat.outbound.Answer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One request that went out, or one question that failed, as the history keeps it. */
record Attempt(
        String step,
        @Nullable String key,
        byte @Nullable [] requestSha256,
        int generation,
        Instant startedAt,
        Instant endedAt,
        String outcome,
        Answer.Exchange exchange) {

    static String outcome(Answer answer) {
        return switch (answer) {
            case Answer.Accepted _ -> "ACCEPTED";
            case Answer.Retryable _ -> "AGAIN";
            case Answer.RateLimited _ -> "TOO_FAST";
            case Answer.Unknown _ -> "UNKNOWN";
            case Answer.Stale _ -> "STALE";
            case Answer.Refusal _ -> "REFUSED";
            case Answer.Misconfigured _ -> "MISCONFIGURED";
        };
    }
}
