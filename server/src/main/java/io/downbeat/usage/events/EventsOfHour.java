package io.downbeat.usage.events;

import java.time.Instant;

/** How many of some events were used in the hour that begins there. */
public record EventsOfHour(Instant hour, long events) {}
