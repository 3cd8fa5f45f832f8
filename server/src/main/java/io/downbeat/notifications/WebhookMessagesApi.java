package io.downbeat.notifications;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
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
    private final Webhooks webhooks;
    private final MessageList messages;

    WebhookMessagesApi(Webhooks webhooks, MessageList messages) {
        this.webhooks = webhooks;
        this.messages = messages;
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
        return new Data<>(webhooks.sendAgain(new WebhookId(id), notification));
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
