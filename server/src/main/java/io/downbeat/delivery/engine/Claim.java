package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in this server's hands, until its lease ends.
 *
 * @param delivery as it was when claimed; its state is the one before the claim
 * @param lastKey the key of the last announced step
 * @param lastSha256 the hash of what went out, or may have gone out, under that key
 * @param tryingSince the first send since it was opened, or since a person had it retried: patience counts from here
 * @param ownFailure what failed in Downbeat since something last went through
 * @param leasedAtNanos {@link System#nanoTime} read before the lease was written, so that we never believe it longer
 *     than the database does
 */
record Claim(
        Delivery delivery,
        @Nullable String lastKey,
        byte @Nullable [] lastSha256,
        @Nullable Instant tryingSince,
        @Nullable OwnFailure ownFailure,
        long leasedAtNanos) {}
