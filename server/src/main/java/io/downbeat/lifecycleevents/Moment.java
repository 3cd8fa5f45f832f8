package io.downbeat.lifecycleevents;

import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.UUID;

/** An event and when it happens. */
record Moment(Key key, Instant at) {

    /**
     * Which event it is.
     *
     * @param entity the contract, commit or credit
     * @param part what it happens to once: a segment, an edit, or the entity itself
     */
    record Key(CustomerId customer, UUID entity, EventType type, UUID part) {}
}
