package io.downbeat.delivery.engine;

import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.secrets.SecretMask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one claim ended: what the row says from now on.
 *
 * @param reason for people; a provider's words are part of it, so it is masked and holds nothing that cannot be stored
 * @param awaited what is shown of an object whose payment is awaited; {@code null} for everything else
 * @param ownFailure what failed in Downbeat since something last went through
 */
record Outcome(
        DeliveryState state,
        @Nullable String reason,
        Instant nextAttemptAt,
        int failures,
        @Nullable Receipt receipt,
        @Nullable Receipt awaited,
        @Nullable OwnFailure ownFailure) {

    Outcome {
        reason = reason == null ? null : SecretMask.of(reason.replace("\u0000", ""));
    }

    Outcome(
            DeliveryState state,
            @Nullable String reason,
            Instant nextAttemptAt,
            int failures,
            @Nullable Receipt receipt) {
        this(state, reason, nextAttemptAt, failures, receipt, null, null);
    }

    static Outcome awaiting(DeliveryState state, Instant until, Receipt seen) {
        return new Outcome(state, "waits for the payment", until, 0, null, seen, null);
    }

    static Outcome rest(DeliveryState state, @Nullable String reason, Instant now, @Nullable Receipt receipt) {
        return new Outcome(state, reason, now, 0, receipt);
    }

    Outcome with(@Nullable OwnFailure failure) {
        return new Outcome(state, reason, nextAttemptAt, failures, receipt, awaited, failure);
    }
}
