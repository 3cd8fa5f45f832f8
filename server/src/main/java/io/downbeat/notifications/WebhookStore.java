package io.downbeat.notifications;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Webhooks in the database. Runs inside the transaction of its caller. */
final class WebhookStore {
    private static final String ADD = """
        INSERT INTO webhook (id, url, sealed_secret, created_at) VALUES (:id, :url, :secret, :now)
        """;
    private static final String SHOWN = """
        SELECT w.id, w.url, w.created_at, w.archived_at,
            (SELECT count(*) FROM webhook_message m WHERE m.webhook_id = w.id AND m.next_attempt_at IS NOT NULL)
                AS pending,
            (SELECT count(*) FROM webhook_message m WHERE m.webhook_id = w.id AND m.state = 'GIVEN_UP') AS given_up
        FROM webhook w
        """;
    /** Whoever adds a webhook counts first. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7204)";

    private static final String LIVE = "SELECT count(*) FROM webhook WHERE archived_at IS NULL";
    private static final String ARCHIVE =
            "UPDATE webhook SET archived_at = :now WHERE id = :id AND archived_at IS NULL";
    private static final String CANCEL = """
        UPDATE webhook_message SET state = 'CANCELLED', next_attempt_at = NULL, lease_until = NULL, ended_at = :now
        WHERE webhook_id = :id AND state = 'PENDING'
        """;
    private static final String LOCK = "SELECT id FROM webhook WHERE id = :id FOR NO KEY UPDATE";
    private static final String LOCK_LIVE = "SELECT id FROM webhook WHERE archived_at IS NULL ORDER BY id FOR SHARE";
    private static final String LOCK_SEALED_OTHERWISE = """
        SELECT id, sealed_secret FROM webhook
        WHERE substr(sealed_secret, 1, length(:head)) <> :head
        ORDER BY id LIMIT :most
        FOR UPDATE
        """;
    private static final String SEAL_AGAIN = "UPDATE webhook SET sealed_secret = :sealed WHERE id = :id";

    private final JdbcClient database;

    WebhookStore(JdbcClient database) {
        this.database = database;
    }

    void add(WebhookId id, String url, byte[] sealedSecret, Instant now) {
        database.sql(ADD)
                .param("id", id.value())
                .param("url", url)
                .param("secret", sealedSecret)
                .param("now", Rows.at(now))
                .update();
    }

    /** One webhook after the other is added until the transaction ends, so that none slips past the limit. */
    void oneAtATime() {
        database.sql(ONE_AT_A_TIME).query().singleRow();
    }

    int live() {
        return database.sql(LIVE).query(Integer.class).single();
    }

    Optional<Webhook> find(WebhookId id) {
        return database.sql(SHOWN + " WHERE w.id = :id")
                .param("id", id.value())
                .query(WebhookStore::webhook)
                .optional();
    }

    /** @throws Refused as not found if there is none */
    Webhook existing(WebhookId id) {
        return find(id).orElseThrow(() -> Refused.notFound("there is no webhook " + id));
    }

    /** Newest first; one more than the limit, when there are more. */
    List<Webhook> list(boolean archivedToo, @Nullable PageToken after, int limit) {
        String sql = SHOWN + " WHERE true" + (archivedToo ? "" : " AND w.archived_at IS NULL")
                + (after == null ? "" : " AND w.id < :after") + " ORDER BY w.id DESC LIMIT :limit";
        return database.sql(sql)
                .param("after", after == null ? null : after.uuid(0))
                .param("limit", limit + 1)
                .query(WebhookStore::webhook)
                .list();
    }

    void lock(WebhookId id) {
        database.sql(LOCK).param("id", id.value()).query(UUID.class).list();
    }

    /** Nothing is sent to it any more; what was pending is cancelled. */
    void archive(WebhookId id, Instant now) {
        database.sql(ARCHIVE).param("id", id.value()).param("now", Rows.at(now)).update();
        database.sql(CANCEL).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    /** The webhooks that are sent what is published now. None of them can be archived before the transaction ends. */
    List<WebhookId> lockLive() {
        return database.sql(LOCK_LIVE)
                .query((row, number) -> new WebhookId(Rows.uuid(row, "id")))
                .list();
    }

    /** Archived ones too, which do not begin with this head; kept from others until the transaction ends. */
    Map<WebhookId, byte[]> lockSealedOtherwise(byte[] head, int most) {
        Map<WebhookId, byte[]> found = new LinkedHashMap<>();
        database.sql(LOCK_SEALED_OTHERWISE)
                .param("head", head)
                .param("most", most)
                .query((RowCallbackHandler)
                        row -> found.put(new WebhookId(Rows.uuid(row, "id")), row.getBytes("sealed_secret")));
        return found;
    }

    void sealAgain(WebhookId id, byte[] sealedSecret) {
        database.sql(SEAL_AGAIN)
                .param("id", id.value())
                .param("sealed", sealedSecret)
                .update();
    }

    private static Webhook webhook(ResultSet row, int number) throws SQLException {
        return new Webhook(
                new WebhookId(Rows.uuid(row, "id")),
                row.getString("url"),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "archived_at"),
                row.getLong("pending"),
                row.getLong("given_up"));
    }
}
