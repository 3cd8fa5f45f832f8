package io.downbeat.delivery.engine;

import io.downbeat.providers.CredentialsUpdated;
import java.time.InstantSource;
import org.springframework.context.event.EventListener;

/** Half opens an account's circuit as soon as somebody updated its credentials. */
class Circuits {
    private final CircuitStore circuits;
    private final InstantSource clock;

    Circuits(CircuitStore circuits, InstantSource clock) {
        this.circuits = circuits;
        this.clock = clock;
    }

    @EventListener
    void on(CredentialsUpdated fact) {
        circuits.probeNow(fact.deliveryMethod(), clock.instant());
    }
}
