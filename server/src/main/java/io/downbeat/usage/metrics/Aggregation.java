package io.downbeat.usage.metrics;

/** How the events of a range become one quantity. */
public enum Aggregation {
    /** The number of events. */
    COUNT,
    /**
     * The value of the event with the latest timestamp, to the nanosecond; of two with the same one, of that received
     * later.
     */
    LATEST,
    /** The greatest value. */
    MAX,
    /** The sum of the values. */
    SUM,
    /** The number of different values, compared as text. */
    UNIQUE
}
