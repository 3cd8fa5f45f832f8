package io.downbeat.usage.events;

import java.time.Duration;

/**
 * What an operator may choose of usage.
 *
 * @param eventsKept how long events are kept after the end of the month they were received in, at least 35 days;
 *     hourly usage and invoices do not need them
 * @param writers how many groups of events one server writes at once
 */
public record UsageSettings(Duration eventsKept, int writers) {
    public static final UsageSettings USUAL = new UsageSettings(Duration.ofDays(400), 2);

    public UsageSettings {
        if (eventsKept.compareTo(Duration.ofDays(35)) < 0) {
            throw new IllegalArgumentException("events are kept at least 35 days, while they can be repeated");
        }
        if (writers < 1) {
            throw new IllegalArgumentException("somebody must write the events");
        }
    }
}
