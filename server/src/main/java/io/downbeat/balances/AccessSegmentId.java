package io.downbeat.balances;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one segment of a balance: one item of its access schedule. */
public record AccessSegmentId(@JsonValue UUID value) implements Comparable<AccessSegmentId> {

    @Override
    public int compareTo(AccessSegmentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
