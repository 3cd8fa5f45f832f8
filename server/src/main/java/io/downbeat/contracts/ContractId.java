package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one contract. */
public record ContractId(@JsonValue UUID value) implements Comparable<ContractId> {

    @Override
    public int compareTo(ContractId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
