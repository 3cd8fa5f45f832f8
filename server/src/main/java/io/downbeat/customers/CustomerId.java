package io.downbeat.customers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one customer. */
public record CustomerId(@JsonValue UUID value) implements Comparable<CustomerId> {

    @Override
    public int compareTo(CustomerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
