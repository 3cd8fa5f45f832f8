package io.downbeat.access;

import io.downbeat.platform.callers.Caller;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Who did something: the holder of a token, or this server by itself. */
public record AuditActor(UUID id, String name) {
    static final String SYSTEM_NAME = "system";

    public static final AuditActor SYSTEM =
            new AuditActor(UUID.nameUUIDFromBytes(SYSTEM_NAME.getBytes(StandardCharsets.UTF_8)), SYSTEM_NAME);

    static AuditActor of(Caller caller) {
        return new AuditActor(caller.tokenId(), caller.name());
    }
}
