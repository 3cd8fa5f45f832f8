package io.downbeat.core;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** How often usage statements come. {@link #step} counts from the anchor, never from the previous boundary. */
public enum Frequency {
    MONTHLY(1, ChronoUnit.MONTHS),
    QUARTERLY(3, ChronoUnit.MONTHS),
    ANNUAL(12, ChronoUnit.MONTHS),
    WEEKLY(7, ChronoUnit.DAYS);

    private final int amount;
    private final ChronoUnit unit;

    Frequency(int amount, ChronoUnit unit) {
        this.amount = amount;
        this.unit = unit;
    }

    /**
     * The boundary {@code count} statements after the anchor (before it, if negative), on the UTC calendar.
     *
     * <p>Computed from the anchor itself, so that 31 January gives 28 February and then 31 March, not 28 March.
     */
    Instant step(Instant anchor, long count) {
        return anchor.atZone(ZoneOffset.UTC).plus(count * amount, unit).toInstant();
    }

    /** A count whose boundary is at or shortly before {@code moment}; exact only to within one step. */
    long roughCount(Instant anchor, Instant moment) {
        return unit.between(anchor.atZone(ZoneOffset.UTC), moment.atZone(ZoneOffset.UTC)) / amount - 1;
    }
}
