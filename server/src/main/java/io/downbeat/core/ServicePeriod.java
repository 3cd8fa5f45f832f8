package io.downbeat.core;

import java.time.Duration;
import java.time.Instant;

/**
 * The time one usage invoice covers, half open in UTC: {@code start} belongs to this period, {@code end} to the next.
 *
 * <p>The January invoice of a monthly contract is {@code [2025-01-01T00:00Z, 2025-02-01T00:00Z)}.
 */
public record ServicePeriod(Instant start, Instant end) implements Comparable<ServicePeriod> {
    public ServicePeriod {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a service period needs start before end: " + start + " to " + end);
        }
    }

    public boolean contains(Instant moment) {
        return !moment.isBefore(start) && moment.isBefore(end);
    }

    public boolean overlaps(ServicePeriod other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }

    public Duration length() {
        return Duration.between(start, end);
    }

    @Override
    public int compareTo(ServicePeriod other) {
        return start.compareTo(other.start);
    }
}
