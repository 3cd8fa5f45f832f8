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
 * @param extras what only some figures have
 * @param window what is shown of all this
 */
public record Plan(
        List<Segment> segments, List<Bill> bills, List<Period> periods, Extras extras, Window window, Instant now) {
    public Plan(List<Segment> segments, List<Bill> bills, List<Period> periods, Window window, Instant now) {
        this(segments, bills, periods, Extras.NONE, window, now);
    }

    public Plan {
        segments = List.copyOf(segments);
        bills = List.copyOf(bills);
        periods = List.copyOf(periods);
    }

    /**
     * @param replaced segments that another took the place of, as they were asked for; empty where changes are not shown
     * @param metered how metering went, in order of days; empty for a contract that no marketplace bills
     */
    public record Extras(List<Replaced> replaced, List<Metered> metered) {
        public static final Extras NONE = new Extras(List.of(), List.of());

        public Extras {
            replaced = List.copyOf(replaced);
            metered = List.copyOf(metered);
        }
    }

    /** @param until where the segment ends that took its place; {@code null} for an open one */
    public record Replaced(
            Destination to, Instant from, @Nullable Instant until, Instant askedAt) {}

    /**
     * A day of metering.
     *
     * @param accepted of what was metered, what the marketplace confirmed
     * @param expired hours that it did not take in time
     * @param openUntil when the first open hour can no longer be metered; {@code null} if none is open
     */
    public record Metered(
            Instant day,
            long metered,
            long accepted,
            int expired,
            @Nullable Instant openUntil) {
        public Metered {
            if (metered <= 0 || accepted < 0 || accepted > metered) {
                throw new IllegalArgumentException("accepted " + accepted + " of " + metered);
            }
        }
    }

    /** @param until {@code null} for the last one */
    public record Segment(
            Destination to, Instant from, @Nullable Instant until) {}

    /** @param to of a finalized invoice where it went, else where it would go as things stand */
    public record Period(ServicePeriod of, Destination to) {}
}
