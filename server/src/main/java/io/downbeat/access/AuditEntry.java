package io.downbeat.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of the audit log.
 *
 * @param place where it stands in the log
 * @param at in business time
 * @param request {@code null} where the server did it by itself
 * @param what what was done, or would have been
 * @param wasDone or it was refused, and the description says why
 * @param before what was changed, as it was; {@code null} where nothing was, or nothing was written down
 */
public record AuditEntry(
        AuditPlace place,
        Instant at,
        AuditActor actor,
        @Nullable Request request,
        Operation what,
        boolean wasDone,
        @Nullable String description,
        @Nullable JsonNode before,
        @Nullable JsonNode after) {

    /** @param address of the client; its name for itself is {@code userAgent} */
    public record Request(
            String id, @Nullable String address, @Nullable String userAgent) {}

    /** @param customerId whose the resource is, where it is a customer's */
    public record Operation(
            String action,
            String resourceType,
            @Nullable String resourceId,
            @Nullable UUID customerId) {}
}
