package io.downbeat.metering;

import io.downbeat.metering.records.RecordState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A slot as it lies in the database. */
public record TestRecord(
        Instant hour,
        long quantity,
        RecordState state,
        int attempts,
        @Nullable String reference,
        @Nullable String error) {
    public String text() {
        return hour + " " + quantity + " " + state;
    }
}
