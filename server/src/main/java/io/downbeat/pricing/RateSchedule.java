package io.downbeat.pricing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rates of one product and group on one card, as they are in force one after the other.
 *
 * <p>Of the rates that cover a moment the one that starts last holds. So a rate with an end interrupts the one before
 * it, which then goes on; and a price that was planned for later stays planned when another is entered before it.
 */
record RateSchedule(List<Segment> segments) {

    /** A stretch in which one rate holds, half open. */
    record Segment(RateEntry entry, Instant from, @Nullable Instant until) {
        boolean overlaps(Instant start, @Nullable Instant end) {
            return (end == null || from.isBefore(end)) && (until == null || until.isAfter(start));
        }
    }

    RateSchedule {
        segments = List.copyOf(segments);
    }

    static RateSchedule of(List<RateEntry> entries) {
        TreeSet<Instant> changes = new TreeSet<>();
        entries.forEach(entry -> {
            changes.add(entry.startingAt());
            if (entry.endingBefore() != null) {
                changes.add(entry.endingBefore());
            }
        });
        List<Segment> segments = new ArrayList<>();
        for (Instant from : changes) {
            inForce(entries, from).ifPresent(entry -> append(segments, new Segment(entry, from, changes.higher(from))));
        }
        return new RateSchedule(segments);
    }

    private static Optional<RateEntry> inForce(List<RateEntry> entries, Instant moment) {
        return entries.stream()
                .filter(entry -> entry.covers(moment))
                .max((one, other) -> one.startingAt().compareTo(other.startingAt()));
    }

    /**
     * Where the same rate stays in force, the segment before is extended: only rates that it overrides changed there.
     */
    private static void append(List<Segment> segments, Segment next) {
        if (!segments.isEmpty()) {
            Segment last = segments.getLast();
            if (last.entry().equals(next.entry()) && next.from().equals(last.until())) {
                segments.set(segments.size() - 1, new Segment(last.entry(), last.from(), next.until()));
                return;
            }
        }
        segments.add(next);
    }
}
