package io.downbeat.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The periods one contract is billed for. They tile {@code [start, end)}: no gap, no overlap.
 *
 * <p>The first runs from the contract's start to the first boundary after it and may be short; the last is cut where
 * the contract ends. Monthly on the 10th, from 2024-09-15: {@code 09-15..10-10}, {@code 10-10..11-10} and so on.
 *
 * @param start the contract's first instant
 * @param end the contract's exclusive end, {@code null} for an open contract
 */
public record ServicePeriods(
        StatementSchedule schedule, Instant start, @Nullable Instant end) {
    public ServicePeriods {
        if (end != null && !start.isBefore(end)) {
            throw new IllegalArgumentException("a contract needs start before end: " + start + " to " + end);
        }
    }

    /** The first period, stub or whole. */
    public ServicePeriod first() {
        return from(start);
    }

    /** The period that contains the moment, or none outside the contract. */
    public Optional<ServicePeriod> containing(Instant moment) {
        if (moment.isBefore(start) || end != null && !moment.isBefore(end)) {
            return Optional.empty();
        }
        Instant boundary = boundaryAtOrBefore(moment);
        return Optional.of(from(boundary.isBefore(start) ? start : boundary));
    }

    /** The period that begins where the given one ends, or none after the contract's last. */
    public Optional<ServicePeriod> after(ServicePeriod period) {
        return containing(period.end());
    }

    /** Every period that shares a moment with {@code [from, until)}, in order. */
    public List<ServicePeriod> between(Instant from, Instant until) {
        List<ServicePeriod> found = new ArrayList<>();
        Optional<ServicePeriod> next = containing(from.isBefore(start) ? start : from);
        while (next.isPresent() && next.get().start().isBefore(until)) {
            found.add(next.get());
            next = after(next.get());
        }
        return found;
    }

    private ServicePeriod from(Instant periodStart) {
        Instant boundary = boundaryAfter(periodStart);
        return new ServicePeriod(periodStart, end != null && end.isBefore(boundary) ? end : boundary);
    }

    private Instant boundaryAtOrBefore(Instant moment) {
        long count = countAfter(moment) - 1;
        return schedule.frequency().step(schedule.anchor(), count);
    }

    private Instant boundaryAfter(Instant moment) {
        return schedule.frequency().step(schedule.anchor(), countAfter(moment));
    }

    /** The first count whose boundary lies strictly after the moment. */
    private long countAfter(Instant moment) {
        long count = schedule.frequency().roughCount(schedule.anchor(), moment);
        while (!schedule.frequency().step(schedule.anchor(), count).isAfter(moment)) {
            count++;
        }
        return count;
    }
}
