package io.downbeat.notifications;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is shown: never with its secret.
 *
 * @param archivedAt {@code null} while notifications are sent to it
 * @param pending messages on their way to it
 * @param givenUp messages that it never took in two days; a person may send them again
 */
public record Webhook(
        WebhookId id,
        String url,
        Instant createdAt,
        @Nullable Instant archivedAt,
        long pending,
        long givenUp) {}
