package io.downbeat.console.timeline;

import io.downbeat.console.words.Destination;
import io.downbeat.core.ServicePeriod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on one figure.
 *
 * @param segments in order, the last one open
 * @param bills in order of time; those outside the window are left out of the figure
 * @param periods the service periods of the window in order, each with where its invoice goes or will go
 * @param window what is shown of all this
 */
public record Plan(List<Segment> segments, List<Bill> bills, List<Period> periods, Window window, Instant now) {
    public Plan {
        segments = List.copyOf(segments);
        bills = List.copyOf(bills);
        periods = List.copyOf(periods);
    }

    /** @param until {@code null} for the last one */
    public record Segment(
            Destination to, Instant from, @Nullable Instant until) {}

    /** @param to of a finalized invoice where it went, else where it would go as things stand */
    public record Period(ServicePeriod of, Destination to) {}
}
