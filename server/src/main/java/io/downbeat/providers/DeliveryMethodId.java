package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one delivery method of the account. */
public record DeliveryMethodId(@JsonValue UUID value) implements Comparable<DeliveryMethodId> {

    @Override
    public int compareTo(DeliveryMethodId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
