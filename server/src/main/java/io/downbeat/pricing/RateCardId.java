package io.downbeat.pricing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

public record RateCardId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
