package io.downbeat.platform;

import java.util.List;

/** What one piece of work changed in bulk, published once so that it is written down in bulk too. */
public record ManyChanges(List<Change> changes) {
    public ManyChanges {
        changes = List.copyOf(changes);
    }
}
