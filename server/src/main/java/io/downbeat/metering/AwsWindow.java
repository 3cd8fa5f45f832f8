package io.downbeat.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Until when AWS takes an hour's record, on whatever connector it travels: for so long after the hour began, but those of a
 * month only until 06:00 UTC on the first of the next (providers.md 4).
 */
final class AwsWindow {
    private static final int LAST_HOUR_OF_THE_FIRST = 6;

    private AwsWindow() {}

    /** At this moment no more. */
    static Instant end(Instant hour, Duration window) {
        OffsetDateTime month = hour.atOffset(ZoneOffset.UTC).withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
        Instant closing = month.plusMonths(1).plusHours(LAST_HOUR_OF_THE_FIRST).toInstant();
        Instant late = hour.plus(window);
        return late.isAfter(closing) ? closing : late;
    }
}
