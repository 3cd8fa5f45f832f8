package io.downbeat.usage.metrics;

import java.util.List;

/** Which event types count; an empty list says nothing. */
public record EventTypeFilter(List<String> inValues, List<String> notInValues) {
    static final EventTypeFilter ANY = new EventTypeFilter(List.of(), List.of());

    public EventTypeFilter {
        inValues = List.copyOf(inValues);
        notInValues = List.copyOf(notInValues);
    }

    public boolean passes(String eventType) {
        return (inValues.isEmpty() || inValues.contains(eventType)) && !notInValues.contains(eventType);
    }
}
