package io.downbeat.customeralerts.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Which alert. */
public record AlertId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
