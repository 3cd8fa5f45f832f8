package io.downbeat.notifications;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a webhook is told again: after about 2 s, 4 s, 8 s and so on to a quarter of an hour, for two days, which makes a
 * bit more than 200 attempts. Pure but for the jitter.
 */
final class Retries {
    static final Duration GIVEN_UP_AFTER = Duration.ofDays(2);
    static final Duration CAP = Duration.ofMinutes(15);
    private static final Duration FIRST = Duration.ofSeconds(2);

    private Retries() {}

    /**
     * Empty: give up. The last attempt is made when the two days are over, not up to a quarter of an hour before.
     *
     * @param failures how many in a row there were, this one included
     */
    static Optional<Instant> next(int failures, Instant giveUpAt, Instant now) {
        if (!now.isBefore(giveUpAt)) {
            return Optional.empty();
        }
        long ceiling = Math.min(CAP.toMillis(), FIRST.toMillis() << Math.min(failures - 1, 20));
        Instant next = now.plusMillis(ThreadLocalRandom.current().nextLong(ceiling * 3 / 4, ceiling + 1));
        return Optional.of(next.isAfter(giveUpAt) ? giveUpAt : next);
    }
}
