package io.downbeat.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one delivery; every idempotency key and natural key at a provider is made from it. */
public record DeliveryId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
