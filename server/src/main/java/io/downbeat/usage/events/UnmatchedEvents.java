package io.downbeat.usage.events;

import java.time.Instant;

/**
 * Events that name a customer that does not exist.
 *
 * @param first when the earliest of them was used
 */
public record UnmatchedEvents(String sentAs, long events, Instant first, Instant last) {}
