package io.downbeat.balances;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one commit or credit. */
public record BalanceId(@JsonValue UUID value) implements Comparable<BalanceId> {

    @Override
    public int compareTo(BalanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
