package io.downbeat.lifecycleevents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the account asked to be told, as the API shows it. */
sealed interface Wanted {

    /** An event as it happens. */
    record Event(Policy policy, String type, boolean isEnabled) implements Wanted {
        static final String TYPE = "SYSTEM_LIFECYCLE_EVENT";

        record Policy(EventType type) {}

        static Event of(EventType type, boolean isEnabled) {
            return new Event(new Policy(type), TYPE, isEnabled);
        }
    }

    /** Something at an offset from an event. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AtOffset(
            UUID id,
            String name,
            String type,
            Policy policy,
            String environmentType,
            Instant createdAt,
            String createdBy,
            @Nullable Instant archivedAt)
            implements Wanted {
        static final String TYPE = "OFFSET_LIFECYCLE_EVENT";

        record Policy(EventType type, String offset) {}
    }
}
