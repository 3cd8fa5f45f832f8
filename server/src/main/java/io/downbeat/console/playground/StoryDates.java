package io.downbeat.console.playground;

import io.downbeat.core.ServicePeriod;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * When what of the story happens; its months are counted from zero.
 *
 * @param first in which its contract begins
 */
record StoryDates(YearMonth first) {
    /** When a day's usage is sent: all of it was used by then. */
    private static final LocalTime EVENING = LocalTime.of(18, 0);

    static StoryDates from(Instant moment) {
        return new StoryDates(YearMonth.from(moment.atZone(ZoneOffset.UTC)));
    }

    Instant begin() {
        return month(0).start();
    }

    LocalDate day(int month, int day) {
        return first.plusMonths(month).atDay(day);
    }

    ServicePeriod month(int month) {
        return new ServicePeriod(midnight(day(month, 1)), midnight(day(month + 1, 1)));
    }

    Instant evening(int month, int day) {
        return day(month, day).atTime(EVENING).toInstant(ZoneOffset.UTC);
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
