package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what.
 *
 * @param next address of the entries before these; empty if there are none
 * @param error what is wrong with the filter, in a sentence; {@code null} if nothing is
 */
record AuditLogPage(
        Frame frame,
        Filter filter,
        List<Entry> entries,
        String next,
        @Nullable String error) {
    AuditLogPage {
        entries = List.copyOf(entries);
    }

    /** As it was filled in. */
    record Filter(String resourceType, String resourceId, String actor, String from, String until) {
        boolean isEmpty() {
            return resourceType.isEmpty()
                    && resourceId.isEmpty()
                    && actor.isEmpty()
                    && from.isEmpty()
                    && until.isEmpty();
        }
    }

    /**
     * @param from where the request came from; empty if the server did it by itself
     * @param refused why it was not done; {@code null} if it was
     */
    record Entry(
            String at,
            String actor,
            String from,
            String action,
            Resource resource,
            @Nullable String refused,
            String because,
            List<Value> values) {
        Entry {
            values = List.copyOf(values);
        }
    }

    /** @param href of all entries about it */
    record Resource(String type, String id, String href) {}

    /** Of one thing that was changed, what it was and is. */
    record Value(String name, String before, String after) {}
}
