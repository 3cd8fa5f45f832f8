package io.downbeat.metering.records;

import io.downbeat.metering.FrozenRecord;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record this server holds under a lease.
 *
 * @param fence proves the claim: a write with another fence changes nothing
 * @param attempts requests that it went out with so far
 * @param unanswered those of them of which no answer is known
 * @param sameBytes whether every earlier attempt carried the bytes frozen in the record
 * @param reference the intermediary's id of it, once it was handed over
 * @param readings how often the intermediary was asked for it
 * @param ownFailures how often this server failed over it in a way that does not pass
 * @param stopReason why its configuration is no longer metered, if so
 */
record ClaimedRecord(
        FrozenRecord frozen,
        BillingProvider provider,
        DeliveryMethodType method,
        long fence,
        int attempts,
        int unanswered,
        boolean sameBytes,
        Instant deadline,
        @Nullable String reference,
        int readings,
        int ownFailures,
        @Nullable String stopReason) {

    /** Whether the marketplace may hold the record although no answer said so. */
    boolean mayHaveArrived() {
        return unanswered > 0;
    }

    /** The same claim after a request that was answered and had no effect. */
    ClaimedRecord attemptedOnceMore() {
        return new ClaimedRecord(
                frozen,
                provider,
                method,
                fence,
                attempts + 1,
                unanswered,
                sameBytes,
                deadline,
                reference,
                readings,
                ownFailures,
                stopReason);
    }
}
