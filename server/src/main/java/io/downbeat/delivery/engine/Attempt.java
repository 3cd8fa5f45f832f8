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
            case Answer.Accepted accepted -> "ACCEPTED";
            case Answer.Retryable again -> "AGAIN";
            case Answer.RateLimited tooFast -> "TOO_FAST";
            case Answer.Unknown unknown -> "UNKNOWN";
            case Answer.Stale stale -> "STALE";
            case Answer.Refusal refusal -> "REFUSED";
            case Answer.Misconfigured misconfigured -> "MISCONFIGURED";
        };
    }
}
