package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one customer's billing provider configuration. */
public record ConfigurationId(@JsonValue UUID value) implements Comparable<ConfigurationId> {

    @Override
    public int compareTo(ConfigurationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
