package io.downbeat.console.words;

import io.downbeat.core.ServicePeriod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Instants and stretches of time as pages show them: in UTC, and named so where a time of day is shown. */
public final class Moments {
    private static final DateTimeFormatter DAY = form("d MMM uuuu");
    private static final DateTimeFormatter DAY_OF_YEAR = form("d MMM");
    private static final DateTimeFormatter MONTH = form("MMM uuuu");
    private static final DateTimeFormatter MOMENT = form("d MMM uuuu HH:mm");

    // What any column can keep and any page can show.
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Moments() {}

    /** What somebody typed: a day, which begins at midnight in UTC, or an instant of a year up to 9999; empty for anything else. */
    public static Optional<Instant> read(String text) {
        try {
            Instant read = text.length() == "2025-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            return Optional.of(read).filter(moment -> !moment.isBefore(EARLIEST) && !moment.isAfter(LATEST));
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /** {@code 1 Aug 2025}. */
    public static String day(Instant moment) {
        return DAY.format(moment);
    }

    /** {@code 1 Aug 2025 00:00 UTC}. */
    public static String moment(Instant moment) {
        return MOMENT.format(moment) + " UTC";
    }

    /** {@code Jan 2025} for a month of the calendar; else the first and the last day that belong to it. */
    public static String period(ServicePeriod period) {
        ZonedDateTime start = period.start().atZone(ZoneOffset.UTC);
        boolean isMonth = start.equals(start.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1))
                && start.plusMonths(1).toInstant().equals(period.end());
        if (isMonth) {
            return MONTH.format(start);
        }
        Instant last = period.end().minusNanos(1);
        boolean isOneYear = start.getYear() == last.atZone(ZoneOffset.UTC).getYear();
        return (isOneYear ? DAY_OF_YEAR : DAY).format(start) + " to " + DAY.format(last);
    }

    /** {@code in 19 days 15 h}, {@code 41 min ago}, {@code now}. */
    public static String relative(Instant moment, Instant now) {
        Duration distance = Duration.between(now, moment);
        if (distance.abs().compareTo(Duration.ofMinutes(1)) < 0) {
            return "now";
        }
        return distance.isNegative() ? length(distance.negated()) + " ago" : "in " + length(distance);
    }

    /** The two largest units that matter: {@code 19 days 15 h}, {@code 3 h 20 min}, {@code 41 min}. */
    public static String length(Duration length) {
        long days = length.toDays();
        if (days >= 7) {
            return days + " days";
        }
        if (days >= 1) {
            return (days == 1 ? "1 day" : days + " days") + part(length.toHoursPart(), " h");
        }
        if (length.toHours() >= 1) {
            return length.toHours() + " h" + part(length.toMinutesPart(), " min");
        }
        return Math.max(1, length.toMinutes()) + " min";
    }

    private static String part(int count, String unit) {
        return count == 0 ? "" : " " + count + unit;
    }
}
