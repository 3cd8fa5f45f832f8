package io.downbeat.incidents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong and waits for a person, or for its own end.
 *
 * @param kind an {@link IncidentKind}'s name
 * @param subject the id of what it is about, such as an invoice's or a job's name
 * @param detail what happened and what to do, for a person; never with a secret
 * @param isForAPerson whether nothing but a person can end it
 * @param lastSeenAt when it was last raised while it was open
 * @param deadlineAt until when something can be done about it; {@code null} if nothing ends
 * @param points findings of which the detail is the summary, as whoever raised it wrote them
 * @param ended {@code null} while it is open
 */
public record Incident(
        UUID id,
        String kind,
        String subject,
        String detail,
        boolean isForAPerson,
        IncidentReport.Related related,
        Instant raisedAt,
        Instant lastSeenAt,
        @Nullable Instant deadlineAt,
        @Nullable String points,
        @Nullable Ended ended) {

    /** @param reason in a word of whoever ended it, such as {@code OVER} or {@code CLEARED} */
    public record Ended(Instant at, String reason) {}
}
