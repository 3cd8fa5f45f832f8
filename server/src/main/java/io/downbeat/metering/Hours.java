package io.downbeat.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The hours of the UTC day, and when metering looks at them: five minutes after each. */
public final class Hours {
    public static final Duration HOUR = Duration.ofHours(1);
    /** Long enough for the last events of an hour to be in, short enough for the closing record to be in time. */
    public static final Duration AFTER_HOUR = Duration.ofMinutes(5);

    private Hours() {}

    /** The hour that contains the moment. */
    public static Instant of(Instant moment) {
        return moment.truncatedTo(ChronoUnit.HOURS);
    }

    /** The latest hour that is over. */
    public static Instant lastEnded(Instant now) {
        return of(now).minus(HOUR);
    }

    /** The first hour that begins inside a period. */
    public static Instant firstFrom(Instant start) {
        return of(start).equals(start) ? start : of(start).plus(HOUR);
    }

    /** The last hour that begins inside a period with this exclusive end. */
    public static Instant lastBefore(Instant end) {
        return of(end.minusNanos(1));
    }

    /**
     * When something that just came back is looked at: at once, but in the first minutes of an hour only with the hour
     * just ended, whose one record everything due by then must share.
     */
    public static Instant nextLook(Instant now) {
        Instant tick = of(now).plus(AFTER_HOUR);
        return now.isBefore(tick) ? tick : now;
    }

    /** When metering looks next: the first full hour and five minutes strictly after the moment. */
    public static Instant nextTick(Instant moment) {
        return of(moment.minus(AFTER_HOUR)).plus(HOUR).plus(AFTER_HOUR);
    }
}
