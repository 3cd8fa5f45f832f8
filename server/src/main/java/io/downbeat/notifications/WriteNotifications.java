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
        on(new Notification.Several(List.of(notification)));
    }

    @EventListener
    void on(Notification.Several notifications) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(notifications + " was published outside the transaction of what happened");
        }
        if (notifications.all().isEmpty()) {
            return;
        }
        List<WebhookId> listening = webhooks.lockLive();
        if (!listening.isEmpty()) {
            write(notifications.all(), listening);
        }
    }

    /** Inside its caller's transaction; none of the webhooks can be archived before that ends. */
    void write(List<Notification> notifications, List<WebhookId> to) {
        outbox.write(notifications.stream().map(this::frozen).toList(), to, clock.instant());
    }

    private OutboxStore.Frozen frozen(Notification notification) {
        UUID id = ids.next();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("type", notification.type());
        if (notification.isFlat()) {
            body.putAll(notification.properties());
        } else {
            body.put("properties", notification.properties());
        }
        return new OutboxStore.Frozen(id, notification.type(), Json.write(body));
    }
}
