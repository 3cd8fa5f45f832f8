package io.downbeat.access;

import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.callers.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is kept: everything but its text.
 *
 * @param lastUsedAt to about a minute; {@code null} if it never was
 * @param revokedAt since when it opens nothing, for good
 */
public record ApiToken(
        UUID id,
        String name,
        Role role,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    Caller caller() {
        return new Caller(id, name, role);
    }
}
