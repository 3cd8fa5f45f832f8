package io.downbeat.metering;

import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast one account is asked in one region: five requests a second, after a burst of ten. AWS documents ten a second.
 *
 * <p>Counted in business time: an advanced simulated clock passes an hour in a moment, and each of its hours may have
 * its burst. Of this server only; two servers together stay within the documented quota.
 */
final class MeterPace {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration BURST = INTERVAL.multipliedBy(9);

    private record Account(DeliveryMethodId deliveryMethod, String region) {}

    /**
     * @param free when the account would be idle again
     * @param deferred the last turn that was given out
     */
    private record Turns(Instant free, Instant deferred) {}

    private final Map<Account, Turns> accounts = new HashMap<>();

    /** {@code now} if a request may go out now; else when to come again, at another time for everyone who asks. */
    synchronized Instant turn(DeliveryMethodId deliveryMethod, String region, Instant now) {
        Account account = new Account(deliveryMethod, region);
        Turns before = accounts.getOrDefault(account, new Turns(now, now));
        Instant free = later(before.free(), now);
        Instant first = free.minus(BURST);
        if (!first.isAfter(now)) {
            accounts.put(account, new Turns(free.plus(INTERVAL), before.deferred()));
            return now;
        }
        Instant turn = later(first, before.deferred().plus(INTERVAL));
        accounts.put(account, new Turns(free, turn));
        return turn;
    }

    /** The provider asked for a pause: nobody's turn comes before {@code until}. */
    synchronized void rest(DeliveryMethodId deliveryMethod, String region, Instant until) {
        Account account = new Account(deliveryMethod, region);
        Turns before = accounts.getOrDefault(account, new Turns(until, until));
        accounts.put(account, new Turns(later(before.free(), until.plus(BURST)), before.deferred()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
