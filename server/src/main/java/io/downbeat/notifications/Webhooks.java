package io.downbeat.notifications;

import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds webhooks, and sends them once more what they never took. */
public final class Webhooks {
    private final WebhookStore webhooks;
    private final OutboxStore outbox;
    private final GivenUpNotifications givenUp;
    private final Transactions transactions;
    private final InstantSource clock;

    Webhooks(
            WebhookStore webhooks,
            OutboxStore outbox,
            GivenUpNotifications givenUp,
            Transactions transactions,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.outbox = outbox;
        this.givenUp = givenUp;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Those that are sent to, newest first; one more than the limit, when there are more. */
    public List<Webhook> live(@Nullable PageToken after, int limit) {
        return webhooks.list(false, after, limit);
    }

    /** @throws Refused as not found if there is none */
    public Webhook existing(WebhookId id) {
        return webhooks.existing(id);
    }

    /** @throws Refused unless the notification was given up */
    public Webhook sendAgain(WebhookId webhook, UUID notification) {
        return transactions.in(() -> {
            webhooks.existing(webhook);
            givenUp.lock(webhook);
            if (!outbox.again(webhook, notification, clock.instant())) {
                throw Refused.rule("the webhook has no notification " + notification
                        + " that was given up; one that is pending is tried again by itself");
            }
            givenUp.changed(webhook, clock.instant());
            transactions.publish(Change.of("retry_notification", "notification", notification)
                    .to(Map.of("webhook_id", webhook.value())));
            return webhooks.existing(webhook);
        });
    }
}
