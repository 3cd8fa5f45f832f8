package io.downbeat.notifications;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What became of the notifications for a webhook, and another try for those that were given up. */
@RestController
@RequestMapping("/downbeat/v1/webhooks")
final class WebhookMessagesApi {
    private final WebhookStore webhooks;
    private final OutboxStore outbox;
    private final GivenUpNotifications givenUp;
    private final MessageList messages;
    private final Transactions transactions;
    private final InstantSource clock;

    WebhookMessagesApi(
            WebhookStore webhooks,
            OutboxStore outbox,
            GivenUpNotifications givenUp,
            MessageList messages,
            Transactions transactions,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.outbox = outbox;
        this.givenUp = givenUp;
        this.messages = messages;
        this.transactions = transactions;
        this.clock = clock;
    }

    @GetMapping("/{id}/notifications")
    Page<MessageList.Message> notifications(@PathVariable UUID id, Query query) {
        WebhookId webhook = new WebhookId(id);
        webhooks.existing(webhook);
        int limit = query.limit(50);
        var rows = messages.messages(
                webhook,
                query.oneOf("state", MessageList.State.class).orElse(null),
                query.nextPage().orElse(null),
                limit);
        return Page.of(rows, limit, row -> PageToken.after(row.id()));
    }

    @PostMapping("/{id}/notifications/{notification}/retry")
    @Changes(action = "retry_notification", resource = "notification")
    Data<Webhook> retry(@PathVariable UUID id, @PathVariable UUID notification, Body body) {
        body.knowsOnly(Set.of());
        WebhookId webhook = new WebhookId(id);
        return transactions.in(() -> {
            webhooks.existing(webhook);
            givenUp.lock(webhook);
            if (!outbox.again(webhook, notification, clock.instant())) {
                throw Refused.rule("the webhook has no notification " + notification
                        + " that was given up; one that is pending is tried again by itself");
            }
            givenUp.changed(webhook, clock.instant());
            transactions.publish(Change.of("retry_notification", "notification", notification)
                    .to(Map.of("webhook_id", id)));
            return new Data<>(webhooks.existing(webhook));
        });
    }

    @GetMapping("/{id}/attempts")
    Page<MessageList.Attempt> attempts(@PathVariable UUID id, Query query) {
        WebhookId webhook = new WebhookId(id);
        webhooks.existing(webhook);
        int limit = query.limit(50);
        var rows = messages.attempts(webhook, query.nextPage().orElse(null), limit);
        return Page.of(rows, limit, MessageList::place);
    }
}
