package io.downbeat.app.prove;

import java.time.Instant;
import java.util.TreeMap;

/** Who must bill what, from the edits that were made: the last one made for a boundary holds from it on. */
final class Schedule {
    private final TreeMap<Instant, Billed> segments = new TreeMap<>();

    /** Where a customer is billed. @param label the customer's own at this destination */
    record Billed(Destination destination, String configuration, String label) {}

    Schedule(Billed first) {
        segments.put(Plan.START, first);
    }

    void change(Instant boundary, Billed to) {
        segments.put(boundary, to);
    }

    /** For a weekly invoice its period's start, for a charge its date: both lie on or after the boundary that holds. */
    Billed at(Instant instant) {
        return segments.floorEntry(instant).getValue();
    }
}
