package io.downbeat.usage.metrics;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a {@link BillableMetric}. */
public record BillableMetricId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
