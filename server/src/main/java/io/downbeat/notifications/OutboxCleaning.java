package io.downbeat.notifications;

import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Messages that ended, on their way out of the database. Runs inside the transaction of its caller. */
final class OutboxCleaning {
    private static final String FIRST_ENDED = "SELECT min(ended_at) FROM webhook_message WHERE ended_at IS NOT NULL";

    private static final String PICK = """
        SELECT webhook_id, notification_id FROM webhook_message WHERE ended_at <= :before
        ORDER BY ended_at LIMIT :limit
        FOR UPDATE SKIP LOCKED
        """;

    /** Of two servers that each drop a notification's last but one message, the second sees that it was the last. */
    private static final String LOCK_NOTIFICATIONS =
            "SELECT id FROM notification WHERE id = ANY (:notifications) ORDER BY id FOR UPDATE";

    private static final String FORGET_MESSAGES = """
        WITH ended AS (SELECT * FROM unnest(:webhooks::uuid[], :notifications::uuid[]) AS e (webhook_id, notification_id)),
        attempts AS (
            DELETE FROM webhook_attempt a USING ended e
            WHERE a.webhook_id = e.webhook_id AND a.notification_id = e.notification_id
        )
        DELETE FROM webhook_message m USING ended e
        WHERE m.webhook_id = e.webhook_id AND m.notification_id = e.notification_id
        """;

    private static final String FORGET_NOTIFICATIONS = """
        DELETE FROM notification n WHERE n.id = ANY (:notifications)
            AND NOT EXISTS (SELECT FROM webhook_message m WHERE m.notification_id = n.id)
        """;

    private record Ended(WebhookId webhook, UUID notification) {}

    private final JdbcClient database;

    OutboxCleaning(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> firstEnded() {
        return database.sql(FIRST_ENDED)
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /** @return how many messages were dropped that ended at {@code before} or earlier */
    int forget(Instant before, int limit) {
        List<Ended> ended = database.sql(PICK)
                .param("before", Rows.at(before))
                .param("limit", limit)
                .query((row, number) ->
                        new Ended(new WebhookId(Rows.uuid(row, "webhook_id")), Rows.uuid(row, "notification_id")))
                .list();
        UUID[] notifications =
                Rows.array(ended.stream().map(Ended::notification).toList());
        database.sql(LOCK_NOTIFICATIONS)
                .param("notifications", notifications)
                .query(UUID.class)
                .list();
        database.sql(FORGET_MESSAGES)
                .param(
                        "webhooks",
                        Rows.array(ended.stream()
                                .map(each -> each.webhook().value())
                                .toList()))
                .param("notifications", notifications)
                .update();
        database.sql(FORGET_NOTIFICATIONS).param("notifications", notifications).update();
        return ended.size();
    }
}
