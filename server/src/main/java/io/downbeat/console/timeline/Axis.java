package io.downbeat.console.timeline;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The dates above the figure: months; weeks where periods are weeks; years where there are too many of either. */
final class Axis {
    private static final DateTimeFormatter DAY = form("d MMM");
    private static final DateTimeFormatter MONTH = form("MMM");
    private static final DateTimeFormatter MONTH_OF_YEAR = form("MMM uuuu");
    private static final DateTimeFormatter YEAR = form("uuuu");

    /** Per cent that a character takes in the narrowest window, and what lies between two labels. */
    private static final double CHARACTER = 1.05;

    private static final double GAP = 1.2;

    private enum Unit {
        WEEK,
        MONTH,
        YEAR
    }

    private Axis() {}

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    static List<Figure.Tick> ticks(Window window, boolean quarters, List<Plan.Period> periods) {
        Unit unit = quarters ? Unit.YEAR : areWeeks(periods) ? Unit.WEEK : Unit.MONTH;
        List<Figure.Tick> ticks = new ArrayList<>();
        LocalDate first = LocalDate.ofInstant(window.from(), ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(window.until().minusNanos(1), ZoneOffset.UTC);
        double free = 0;
        for (LocalDate date = first; !date.isAfter(last); date = next(date, unit)) {
            double x = window.clamped(date.atStartOfDay(ZoneOffset.UTC).toInstant());
            String label = label(date, unit, ticks.isEmpty());
            double end = x + label.length() * CHARACTER;
            if (x >= free && end <= 100) {
                ticks.add(new Figure.Tick(Measures.percent(x), label));
                free = end + GAP;
            }
        }
        return ticks;
    }

    private static boolean areWeeks(List<Plan.Period> periods) {
        return !periods.isEmpty()
                && periods.stream()
                        .allMatch(period -> Duration.between(
                                                period.of().start(), period.of().end())
                                        .toDays()
                                <= 7);
    }

    private static LocalDate next(LocalDate date, Unit unit) {
        return switch (unit) {
            case WEEK -> date.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            case MONTH -> date.with(TemporalAdjusters.firstDayOfNextMonth());
            case YEAR -> date.with(TemporalAdjusters.firstDayOfNextYear());
        };
    }

    private static String label(LocalDate date, Unit unit, boolean isFirst) {
        return switch (unit) {
            case WEEK -> DAY.format(date);
            case MONTH -> (isFirst || date.getMonthValue() == 1 ? MONTH_OF_YEAR : MONTH).format(date);
            case YEAR -> YEAR.format(date);
        };
    }
}
