package io.downbeat.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one claim ended: what the row says from now on. */
record Outcome(
        DeliveryState state,
        @Nullable String reason,
        Instant nextAttemptAt,
        int failures,
        @Nullable Receipt receipt) {

    static Outcome rest(DeliveryState state, @Nullable String reason, Instant now, @Nullable Receipt receipt) {
        return new Outcome(state, reason, now, 0, receipt);
    }
}
