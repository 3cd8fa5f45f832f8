package io.downbeat.pricing.products;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

public record ProductId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
