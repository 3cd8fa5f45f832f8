package io.downbeat.notifications;

import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Json;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes each notification down once for every webhook, in the transaction of what happened. */
final class WriteNotifications {
    private final WebhookStore webhooks;
    private final OutboxStore outbox;
    private final Ids ids;
    private final InstantSource clock;

    WriteNotifications(WebhookStore webhooks, OutboxStore outbox, Ids ids, InstantSource clock) {
        this.webhooks = webhooks;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    @EventListener
    void on(Notification notification) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    notification.type() + " was published outside the transaction of what happened");
        }
        List<WebhookId> listening = webhooks.lockLive();
        if (!listening.isEmpty()) {
            write(notification, listening);
        }
    }

    /** Inside its caller's transaction; none of the webhooks can be archived before that ends. */
    void write(Notification notification, List<WebhookId> to) {
        UUID id = ids.next();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("type", notification.type());
        body.put("properties", notification.properties());
        outbox.write(id, notification.type(), Json.write(body), to, clock.instant());
    }
}
