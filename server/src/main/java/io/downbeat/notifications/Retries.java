package io.downbeat.notifications;

import io.downbeat.platform.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a message is sent again: after about 2 s, 4 s, 8 s and so on, then every quarter of an hour, until two days are
 * over, which makes about 200 attempts. Pure but for the jitter of the first ones.
 *
 * <p>The quarter hours of one webhook are the same for all its messages, and others than those of the next webhook: all
 * that waits for a dead one comes due together, so that a simulated clock need not stop for each message.
 */
final class Retries {
    static final Duration GIVEN_UP_AFTER = Duration.ofDays(2);
    static final Duration CADENCE = Duration.ofMinutes(15);
    private static final Backoff FIRST_ONES =
            Backoff.doubling(Duration.ofSeconds(2), CADENCE).withJitterFrom(75);

    private Retries() {}

    /**
     * Empty: give up. The last attempt is made when the two days are over, not up to a quarter of an hour before.
     *
     * @param failures how many in a row there were, this one included
     */
    static Optional<Instant> next(WebhookId webhook, int failures, Instant giveUpAt, Instant now) {
        if (!now.isBefore(giveUpAt)) {
            return Optional.empty();
        }
        Instant next = FIRST_ONES.pause(failures - 1).compareTo(CADENCE) < 0
                ? now.plus(FIRST_ONES.jittered(failures - 1, ThreadLocalRandom.current()))
                : nextQuarter(webhook, now);
        return Optional.of(next.isAfter(giveUpAt) ? giveUpAt : next);
    }

    private static Instant nextQuarter(WebhookId webhook, Instant now) {
        long cadence = CADENCE.toMillis();
        long since = Math.floorMod(now.toEpochMilli() - webhook.value().getLeastSignificantBits(), cadence);
        return Instant.ofEpochMilli(now.toEpochMilli() + cadence - since);
    }
}
