package io.downbeat.incidents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong on our side.
 *
 * @param kind an {@link IncidentKind}'s name
 * @param subject what it is about, such as an invoice's id or a job's name
 * @param detail what happened and what to do, for a person; never with a secret
 * @param isForAPerson whether nothing but a person can end it
 * @param endedAt {@code null} while it is open
 */
public record Incident(
        UUID id,
        String kind,
        String subject,
        String detail,
        boolean isForAPerson,
        Instant raisedAt,
        @Nullable Instant endedAt) {}
