package io.downbeat.lab.prove;

import java.time.Instant;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Who must bill what, from the edits that were made: the last one made for a boundary holds from it on. */
final class Schedule {
    private final TreeMap<Instant, Billed> segments = new TreeMap<>();

    /**
     * Where a customer is billed.
     *
     * @param label the customer's own at this destination
     * @param refusal why that fails for good, {@code null} where it does not
     */
    record Billed(
            Destination destination,
            String configuration,
            String label,
            @Nullable Refusal refusal) {
        @Override
        public String toString() {
            return destination.name() + " as " + label + (refusal == null ? "" : ", refused: " + refusal.words());
        }
    }

    Schedule(Billed first) {
        segments.put(Plan.START, first);
    }

    void change(Instant boundary, Billed to) {
        segments.put(boundary, to);
    }

    /** As if it had been planned otherwise: what a test does to see the oracle object. */
    void rewrite(UnaryOperator<Billed> otherwise) {
        segments.replaceAll((boundary, billed) -> otherwise.apply(billed));
    }

    /** For a weekly invoice its period's start, for a charge its date: both lie on or after the boundary that holds. */
    Billed at(Instant instant) {
        return segments.floorEntry(instant).getValue();
    }
}
