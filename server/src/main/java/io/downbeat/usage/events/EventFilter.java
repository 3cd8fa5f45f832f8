package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted.
 *
 * @param customer whose; {@code null} for everybody's
 * @param sentAs the customer as the event names it, for events that belong to nobody yet; {@code null} for any
 * @param from inclusive, of the moment of use
 * @param until exclusive
 */
public record EventFilter(
        @Nullable CustomerId customer,
        @Nullable String sentAs,
        @Nullable String eventType,
        @Nullable Instant from,
        @Nullable Instant until) {}
