package io.downbeat.lifecycleevents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A configuration that wants to be told of something at an offset from an event. */
record Offset(
        UUID id,
        String name,
        EventType type,
        EventOffset offset,
        Instant createdAt,
        String createdBy,
        @Nullable Instant archivedAt) {

    Wanted.AtOffset shown(String environment) {
        return new Wanted.AtOffset(
                id,
                name,
                Wanted.AtOffset.TYPE,
                new Wanted.OffsetPolicy(type, offset.given()),
                environment,
                createdAt,
                createdBy,
                archivedAt);
    }
}
