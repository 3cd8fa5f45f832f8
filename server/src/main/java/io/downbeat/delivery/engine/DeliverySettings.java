package io.downbeat.delivery.engine;

import java.time.Duration;

/**
 * What an operator may choose of delivering.
 *
 * @param lease how long a claim holds on the database's clock. A server that dies keeps its deliveries from others for
 *     this long; a server that lives needs it to be longer than a request may take
 */
public record DeliverySettings(Duration lease) {
    public static final Duration SHORTEST_LEASE = Duration.ofSeconds(15);
    public static final DeliverySettings USUAL = new DeliverySettings(Duration.ofSeconds(30));

    public DeliverySettings {
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException(
                    "a lease outlasts a request: " + SHORTEST_LEASE + " or more, not " + lease);
        }
    }
}
