package io.downbeat.notifications;

import io.downbeat.platform.db.Rows;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Messages on their way. Every method is one or two statements; {@link #write} runs inside its caller's transaction. */
final class OutboxStore {
    private static final String FREEZE = """
        INSERT INTO notification (id, type, body, written_at)
        SELECT id, type, body, :now FROM unnest(:ids::uuid[], :types::text[], :bodies::text[]) AS n (id, type, body)
        """;
    private static final String ADDRESS = """
        INSERT INTO webhook_message (webhook_id, notification_id, state, give_up_at, next_attempt_at)
        SELECT w, n, 'PENDING', :giveUp, :now FROM unnest(:webhooks::uuid[]) AS w CROSS JOIN unnest(:ids::uuid[]) AS n
        """;
    private static final String NEXT_DUE = """
        SELECT min(next_attempt_at) FROM webhook_message WHERE next_attempt_at IS NOT NULL
        """;

    /** So many of each webhook at most: what one of them holds up never takes another one's place. */
    private static final String CLAIM = """
        WITH picked AS (
            SELECT due.webhook_id, due.notification_id FROM webhook w CROSS JOIN LATERAL (
                SELECT m.webhook_id, m.notification_id FROM webhook_message m
                WHERE m.webhook_id = w.id AND m.next_attempt_at <= :now
                    AND (m.lease_until IS NULL OR m.lease_until < clock_timestamp())
                ORDER BY m.next_attempt_at, m.notification_id
                LIMIT greatest(0, :atOnce - (SELECT count(*) FROM webhook_message held
                    WHERE held.webhook_id = w.id AND held.next_attempt_at IS NOT NULL
                        AND held.lease_until >= clock_timestamp()))
                FOR UPDATE SKIP LOCKED) due
            WHERE w.archived_at IS NULL
        ), claimed AS (
            UPDATE webhook_message m SET attempts = m.attempts + 1,
                lease_until = clock_timestamp() + :leaseMillis * interval '1 millisecond'
            FROM picked p WHERE m.webhook_id = p.webhook_id AND m.notification_id = p.notification_id
            RETURNING m.*
        ), noted AS (
            INSERT INTO webhook_attempt (webhook_id, notification_id, n, started_at)
            SELECT webhook_id, notification_id, attempts, :now FROM claimed
        )
        SELECT c.webhook_id, c.notification_id, c.attempts, c.failures, c.give_up_at, w.url, w.sealed_secret, n.type,
            n.body, clock_timestamp() AS claimed_at
        FROM claimed c JOIN webhook w ON w.id = c.webhook_id JOIN notification n ON n.id = c.notification_id
        """;

    private static final String NOTED = """
        UPDATE webhook_attempt SET ended_at = :now, status = :status, error = :error
        WHERE webhook_id = :webhook AND notification_id = :notification AND n = :n
        """;

    /** Taken is taken, whichever attempt it was. */
    private static final String DELIVERED = """
        UPDATE webhook_message SET state = 'DELIVERED', next_attempt_at = NULL, lease_until = NULL, ended_at = :now
        WHERE webhook_id = :webhook AND notification_id = :notification AND state = :state
        """;

    private static final String FAILED = """
        UPDATE webhook_message SET state = :state, failures = failures + 1, next_attempt_at = :next, lease_until = NULL
        WHERE webhook_id = :webhook AND notification_id = :notification AND state = 'PENDING' AND attempts = :n
        """;
    /** How an attempt's error begins that was a failure of ours. */
    static final String OURS = "failed in Downbeat (";

    private static final String OWN_FAILURES = """
        SELECT count(*) FROM webhook_attempt
        WHERE webhook_id = :webhook AND notification_id = :notification AND starts_with(error, :ours)
        """;
    private static final String AGAIN = """
        UPDATE webhook_message m SET state = 'PENDING', failures = 0, next_attempt_at = :now, give_up_at = :giveUp
        FROM webhook w
        WHERE m.webhook_id = :webhook AND m.notification_id = :notification AND m.state = 'GIVEN_UP'
            AND w.id = m.webhook_id AND w.archived_at IS NULL
        """;

    private static final String COUNT_ENDED = """
        SELECT count(*) FROM (
            SELECT FROM notification n JOIN webhook_message m ON m.webhook_id = :webhook AND m.notification_id = n.id
            WHERE n.written_at >= :from AND n.written_at < :to AND m.state <> 'PENDING' LIMIT :most) AS ended
        """;
    private static final String REPLAY = """
        UPDATE webhook_message m SET state = 'PENDING', failures = 0, next_attempt_at = :now, give_up_at = :giveUp,
            ended_at = NULL
        FROM notification n
        WHERE m.webhook_id = :webhook AND m.notification_id = n.id AND n.written_at >= :from AND n.written_at < :to
            AND m.state <> 'PENDING'
        """;

    /** A notification as every webhook gets it. */
    record Frozen(UUID id, String type, String body) {}

    private final JdbcClient database;

    OutboxStore(JdbcClient database) {
        this.database = database;
    }

    void write(List<Frozen> notifications, List<WebhookId> webhooks, Instant now) {
        UUID[] ids = Rows.array(notifications, Frozen::id);
        database.sql(FREEZE)
                .param("ids", ids)
                .param("types", notifications.stream().map(Frozen::type).toArray(String[]::new))
                .param("bodies", notifications.stream().map(Frozen::body).toArray(String[]::new))
                .param("now", Rows.at(now))
                .update();
        database.sql(ADDRESS)
                .param("ids", ids)
                .param("webhooks", webhooks.stream().map(WebhookId::value).toArray(UUID[]::new))
                .param("giveUp", Rows.at(now.plus(Retries.GIVEN_UP_AFTER)))
                .param("now", Rows.at(now))
                .update();
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /** @param atOnce under way to one webhook, on all servers together */
    List<ClaimedMessage> claim(int atOnce, Duration lease, Instant now) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("atOnce", atOnce)
                .param("leaseMillis", lease.toMillis())
                .query(OutboxStore::claimed)
                .list();
    }

    /** What came of the request, for a person who looks; {@code status} if it was answered. */
    void note(ClaimedMessage message, @Nullable Integer status, @Nullable String error, Instant now) {
        of(NOTED, message)
                .param("n", message.attempt())
                .param("status", status, Types.INTEGER)
                .param("error", error, Types.VARCHAR)
                .param("now", Rows.at(now))
                .update();
    }

    /** @return whether it was on its way, not given up, cancelled or delivered meanwhile */
    boolean delivered(ClaimedMessage message, Instant now) {
        return delivered(message, "PENDING", now);
    }

    /** @return whether it was given up meanwhile */
    boolean deliveredAfterAll(ClaimedMessage message, Instant now) {
        return delivered(message, "GIVEN_UP", now);
    }

    private boolean delivered(ClaimedMessage message, String from, Instant now) {
        return of(DELIVERED, message)
                        .param("state", from)
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }

    /**
     * @param next empty to give up
     * @return false if another server has it by now, or it was cancelled
     */
    boolean failed(ClaimedMessage message, Optional<Instant> next) {
        return of(FAILED, message)
                        .param("n", message.attempt())
                        .param("state", next.isPresent() ? "PENDING" : "GIVEN_UP")
                        .param("next", next.map(Rows::at).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
                        .update()
                == 1;
    }

    /** How many attempts of it failed in Downbeat itself. */
    int ownFailures(ClaimedMessage message) {
        return of(OWN_FAILURES, message)
                .param("ours", OURS)
                .query(Integer.class)
                .single();
    }

    /** @return false unless it was given up and its webhook lives */
    boolean again(WebhookId webhook, UUID notification, Instant now) {
        return database.sql(AGAIN)
                        .param("webhook", webhook.value())
                        .param("notification", notification)
                        .param("now", Rows.at(now))
                        .param("giveUp", Rows.at(now.plus(Retries.GIVEN_UP_AFTER)))
                        .update()
                == 1;
    }

    /** How many messages of the webhook ended that were written in {@code [from, to)}; counted up to so many. */
    int ended(WebhookId webhook, Instant from, Instant to, int most) {
        return range(COUNT_ENDED, webhook, from, to)
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /** Sends all of them again; its webhook is locked and lives. */
    int replay(WebhookId webhook, Instant from, Instant to, Instant now) {
        return range(REPLAY, webhook, from, to)
                .param("now", Rows.at(now))
                .param("giveUp", Rows.at(now.plus(Retries.GIVEN_UP_AFTER)))
                .update();
    }

    private JdbcClient.StatementSpec range(String sql, WebhookId webhook, Instant from, Instant to) {
        return database.sql(sql)
                .param("webhook", webhook.value())
                .param("from", Rows.at(from))
                .param("to", Rows.at(to));
    }

    private JdbcClient.StatementSpec of(String sql, ClaimedMessage message) {
        return database.sql(sql)
                .param("webhook", message.webhook().value())
                .param("notification", message.notification());
    }

    private static ClaimedMessage claimed(ResultSet row, int number) throws SQLException {
        return new ClaimedMessage(
                new WebhookId(Rows.uuid(row, "webhook_id")),
                Rows.uuid(row, "notification_id"),
                row.getInt("attempts"),
                row.getInt("failures"),
                Rows.instant(row, "give_up_at"),
                URI.create(row.getString("url")),
                row.getBytes("sealed_secret"),
                row.getString("type"),
                row.getString("body"),
                Rows.instant(row, "claimed_at"));
    }
}
