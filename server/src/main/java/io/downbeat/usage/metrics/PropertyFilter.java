package io.downbeat.usage.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one property of an event must be for the event to count.
 *
 * @param exists {@code true}: it must be there; {@code false}: it must not; {@code null}: either, and the lists below
 *     judge it only if it is there, except that {@code inValues} asks for one of its values
 * @param inValues the values allowed; empty says nothing
 * @param notInValues the values refused; empty says nothing
 */
public record PropertyFilter(String name, @Nullable Boolean exists, List<String> inValues, List<String> notInValues) {
    public PropertyFilter {
        inValues = List.copyOf(inValues);
        notInValues = List.copyOf(notInValues);
    }

    public boolean passes(@Nullable String value) {
        if (value == null) {
            return !Boolean.TRUE.equals(exists) && inValues.isEmpty();
        }
        return !Boolean.FALSE.equals(exists)
                && (inValues.isEmpty() || inValues.contains(value))
                && !notInValues.contains(value);
    }

    /** Whether an event that passes surely has the property. */
    boolean ensuresPresence() {
        return Boolean.TRUE.equals(exists) || !inValues.isEmpty();
    }
}
