package io.downbeat.lifecycleevents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the account asked to be told, as the API shows it. */
sealed interface Wanted {

    record EventPolicy(EventType type) {}

    record OffsetPolicy(EventType type, String offset) {}

    /** An event as it happens. */
    record Event(EventPolicy policy, String type, boolean isEnabled) implements Wanted {
        static final String TYPE = "SYSTEM_LIFECYCLE_EVENT";

        static Event of(EventType type, boolean isEnabled) {
            return new Event(new EventPolicy(type), TYPE, isEnabled);
        }
    }

    /** Something at an offset from an event. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AtOffset(
            UUID id,
            String name,
            String type,
            OffsetPolicy policy,
            String environmentType,
            Instant createdAt,
            String createdBy,
            @Nullable Instant archivedAt)
            implements Wanted {
        static final String TYPE = "OFFSET_LIFECYCLE_EVENT";
    }
}
