package io.downbeat.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.PageToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The messages of a webhook and the attempts to send them. */
public final class MessageList {
    private static final String MESSAGES = """
        SELECT m.*, n.type, n.body, n.written_at FROM webhook_message m JOIN notification n ON n.id = m.notification_id
        WHERE m.webhook_id = :webhook
        """;
    private static final String ATTEMPTS = """
        SELECT a.*, n.type FROM webhook_attempt a JOIN notification n ON n.id = a.notification_id
        WHERE a.webhook_id = :webhook
        """;

    public enum State {
        PENDING,
        DELIVERED,
        GIVEN_UP,
        CANCELLED
    }

    /**
     * @param id the notification's: the same for every webhook
     * @param nextAttemptAt {@code null} unless it is pending
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Message(
            UUID id,
            String type,
            JsonNode properties,
            State state,
            int attempts,
            Instant writtenAt,
            @Nullable Instant nextAttemptAt,
            Instant giveUpAt) {}

    /**
     * @param endedAt {@code null} while it is under way, and for ever if the server died meanwhile
     * @param status what the webhook answered, if it did
     * @param error why it does not count as delivered
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Attempt(
            UUID notificationId,
            String type,
            int n,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Integer status,
            @Nullable String error) {}

    private final JdbcClient database;

    MessageList(JdbcClient database) {
        this.database = database;
    }

    /** Newest first; one more than the limit, when there are more. */
    public List<Message> messages(WebhookId webhook, @Nullable State state, @Nullable PageToken after, int limit) {
        String sql = MESSAGES + (state == null ? "" : " AND m.state = :state")
                + (after == null ? "" : " AND m.notification_id < :after")
                + " ORDER BY m.notification_id DESC LIMIT :limit";
        return database.sql(sql)
                .param("webhook", webhook.value())
                .param("state", state == null ? null : state.name())
                .param("after", after == null ? null : after.uuid(0))
                .param("limit", limit + 1)
                .query(MessageList::message)
                .list();
    }

    public List<Attempt> attempts(WebhookId webhook, @Nullable PageToken after, int limit) {
        String sql = ATTEMPTS
                + (after == null ? "" : " AND (a.started_at, a.notification_id, a.n) < (:started, :notification, :n)")
                + " ORDER BY a.started_at DESC, a.notification_id DESC, a.n DESC LIMIT :limit";
        return database.sql(sql)
                .param("webhook", webhook.value())
                .param("started", after == null ? null : Rows.at(after.instant(0)))
                .param("notification", after == null ? null : after.uuid(1))
                .param("n", after == null ? null : after.whole(2))
                .param("limit", limit + 1)
                .query(MessageList::attempt)
                .list();
    }

    static PageToken place(Attempt attempt) {
        return PageToken.after(attempt.startedAt(), attempt.notificationId(), attempt.n());
    }

    private static Message message(ResultSet row, int number) throws SQLException {
        return new Message(
                row.getObject("notification_id", UUID.class),
                row.getString("type"),
                properties(Json.read(row.getString("body"))),
                State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                Rows.instant(row, "written_at"),
                Rows.optionalInstant(row, "next_attempt_at"),
                Rows.instant(row, "give_up_at"));
    }

    /** Of a body that has them beside id and type, all but those. */
    private static JsonNode properties(JsonNode body) {
        return body.has("properties") || !(body instanceof ObjectNode flat)
                ? body.path("properties")
                : flat.without(List.of("id", "type"));
    }

    private static Attempt attempt(ResultSet row, int number) throws SQLException {
        return new Attempt(
                row.getObject("notification_id", UUID.class),
                row.getString("type"),
                row.getInt("n"),
                Rows.instant(row, "started_at"),
                Rows.optionalInstant(row, "ended_at"),
                row.getObject("status", Integer.class),
                row.getString("error"));
    }
}
