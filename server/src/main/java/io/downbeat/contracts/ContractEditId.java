package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one edit of a contract. */
public record ContractEditId(@JsonValue UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
