package io.downbeat.documents;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as people read them, in UTC. */
final class Dates {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.US);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm", Locale.US);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.US);

    private Dates() {}

    static String day(Instant instant) {
        return DAY.format(utc(instant));
    }

    static String day(Instant instant, int daysLater) {
        return DAY.format(utc(instant).plusDays(daysLater));
    }

    /** The day, and the time of day unless it is midnight. */
    static String moment(Instant instant) {
        return isMidnight(instant) ? day(instant) : timed(instant) + " UTC";
    }

    /**
     * A half-open interval in words that are right: whole days by their first and last day, both of which belong to it;
     * anything else by its two moments, of which the last one does not.
     */
    static String interval(Instant start, Instant end) {
        if (!isMidnight(start) || !isMidnight(end)) {
            return timed(start) + " to " + timed(end) + " UTC";
        }
        LocalDate first = utc(start).toLocalDate();
        LocalDate last = utc(end).toLocalDate().minusDays(1);
        return first.equals(last) ? DAY.format(first) : DAY.format(first) + " to " + DAY.format(last);
    }

    private static String timed(Instant instant) {
        OffsetDateTime utc = utc(instant);
        return (utc.getSecond() == 0 && utc.getNano() == 0 ? MINUTE : SECOND).format(utc);
    }

    private static boolean isMidnight(Instant instant) {
        return utc(instant).toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
