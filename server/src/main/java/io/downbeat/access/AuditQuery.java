package io.downbeat.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What part of the audit log is asked for, and in which direction.
 *
 * @param after the place behind which to go on, in the direction
 * @param from of business time, inclusive
 * @param until exclusive
 * @param resource everything about one thing, or about all of its type
 * @param actor what the audit log calls whoever did it
 */
public record AuditQuery(
        boolean newestFirst,
        AuditPlace after,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable Resource resource,
        @Nullable String actor) {
    /** @param id {@code null} for all of the type */
    public record Resource(String type, @Nullable String id) {}

    /** All of it, from one end. */
    public static AuditQuery all(boolean newestFirst) {
        return new AuditQuery(newestFirst, newestFirst ? AuditPlace.END : AuditPlace.START, null, null, null, null);
    }

    public AuditQuery of(@Nullable Resource wanted) {
        return new AuditQuery(newestFirst, after, from, until, wanted, actor);
    }

    public AuditQuery between(@Nullable Instant first, @Nullable Instant end) {
        return new AuditQuery(newestFirst, after, first, end, resource, actor);
    }

    public AuditQuery by(@Nullable String name) {
        return new AuditQuery(newestFirst, after, from, until, resource, name);
    }

    public AuditQuery after(AuditPlace place) {
        return new AuditQuery(newestFirst, place, from, until, resource, actor);
    }
}
