package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

public record ContractId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
