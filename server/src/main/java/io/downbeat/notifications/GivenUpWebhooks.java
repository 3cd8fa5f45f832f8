package io.downbeat.notifications;

import io.downbeat.platform.db.Rows;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Webhooks that did not take what was sent to them. Reads only. */
public final class GivenUpWebhooks {
    private static final String GIVEN_UP = """
        SELECT w.id, w.url, count(*) AS number, min(n.written_at) AS oldest, max(n.written_at) AS newest
        FROM webhook_message m JOIN webhook w ON w.id = m.webhook_id JOIN notification n ON n.id = m.notification_id
        WHERE m.state = 'GIVEN_UP' AND w.archived_at IS NULL
        GROUP BY w.id, w.url ORDER BY count(*) DESC, w.id LIMIT :limit
        """;

    /**
     * @param host of its address, which itself may carry a token
     * @param oldest when the first of its notifications was written
     */
    public record Line(WebhookId webhook, String host, long number, Instant oldest, Instant newest) {}

    private final JdbcClient database;

    GivenUpWebhooks(JdbcClient database) {
        this.database = database;
    }

    /** Those that took the least first. */
    public List<Line> worstFirst(int limit) {
        return database.sql(GIVEN_UP)
                .param("limit", limit)
                .query((row, number) -> new Line(
                        new WebhookId(Rows.uuid(row, "id")),
                        URI.create(Rows.text(row, "url")).getRawAuthority(),
                        row.getLong("number"),
                        Rows.instant(row, "oldest"),
                        Rows.instant(row, "newest")))
                .list();
    }
}
