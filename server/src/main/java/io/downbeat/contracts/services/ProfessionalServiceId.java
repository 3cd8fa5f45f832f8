package io.downbeat.contracts.services;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one professional service that a contract agreed on. */
public record ProfessionalServiceId(@JsonValue UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
