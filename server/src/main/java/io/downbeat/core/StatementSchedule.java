package io.downbeat.core;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a contract's usage statements: how often, counted from which anchor (UTC).
 *
 * <p>Terms only. {@link ServicePeriods} computes the dates from them.
 *
 * @param frequency how often a statement comes
 * @param anchor an instant on which a boundary falls; boundaries also fall before it
 */
public record StatementSchedule(Frequency frequency, Instant anchor) {

    /** Which day carries the boundaries: {@code usage_statement_schedule.day} of the API. */
    public enum Day {
        FIRST_OF_MONTH,
        CONTRACT_START,
        CUSTOM_DATE
    }

    /** What a contract gets that names no schedule: monthly, on the first. */
    public static StatementSchedule standard(Instant contractStart) {
        return of(Frequency.MONTHLY, Day.FIRST_OF_MONTH, contractStart, null);
    }

    /**
     * The anchor for a choice of day (domain.md B.2).
     *
     * <p>First of month: monthly and weekly count from the first of the start month, quarterly from the calendar
     * quarter, annual from the first of the start month.
     *
     * @throws IllegalArgumentException if {@code CUSTOM_DATE} comes without a date
     */
    public static StatementSchedule of(
            Frequency frequency, Day day, Instant contractStart, @Nullable Instant customDate) {
        return switch (day) {
            case CONTRACT_START -> new StatementSchedule(frequency, contractStart);
            case CUSTOM_DATE ->
                new StatementSchedule(
                        frequency,
                        Optional.ofNullable(customDate)
                                .orElseThrow(() -> new IllegalArgumentException("CUSTOM_DATE needs a date")));
            case FIRST_OF_MONTH -> new StatementSchedule(frequency, firstOfMonth(frequency, contractStart));
        };
    }

    private static Instant firstOfMonth(Frequency frequency, Instant contractStart) {
        ZonedDateTime first = contractStart
                .atZone(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .withDayOfMonth(1);
        return switch (frequency) {
            case MONTHLY, WEEKLY, ANNUAL -> first.toInstant();
            case QUARTERLY ->
                first.withMonth((first.getMonthValue() - 1) / 3 * 3 + 1).toInstant();
        };
    }
}
