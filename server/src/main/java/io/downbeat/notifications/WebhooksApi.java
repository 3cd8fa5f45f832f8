package io.downbeat.notifications;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the account wants notifications to go. A secret is shown once, if this server made it. */
@RestController
@RequestMapping("/downbeat/v1/webhooks")
final class WebhooksApi {
    private final Webhooks webhooks;

    WebhooksApi(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @PostMapping
    @Changes(action = "create_webhook", resource = "webhook")
    Data<Webhooks.Added> add(
            Body body, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        if (idempotencyKey != null && body.optionalText("secret", 16, 255).isEmpty()) {
            // The answer is kept with the key, and the secret would lie there as plain text.
            throw body.invalid("secret", "is required together with an Idempotency-Key");
        }
        return new Data<>(webhooks.add(body));
    }

    @GetMapping
    Page<Webhook> list(Query query) {
        int limit = query.limit(50);
        var rows =
                webhooks.list(query.flag("include_archived"), query.nextPage().orElse(null), limit);
        return Page.of(rows, limit, row -> PageToken.after(row.id()));
    }

    @GetMapping("/{id}")
    Data<Webhook> get(@PathVariable UUID id) {
        return new Data<>(webhooks.existing(new WebhookId(id)));
    }

    @PostMapping("/{id}/test")
    @Changes(action = "test_webhook", resource = "webhook")
    Data<Webhook> test(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of());
        webhooks.sendTest(new WebhookId(id));
        return new Data<>(webhooks.existing(new WebhookId(id)));
    }

    @PostMapping("/{id}/replay")
    @Changes(action = "replay_webhook", resource = "webhook")
    Data<Webhooks.Replayed> replay(@PathVariable UUID id, Body body) {
        return new Data<>(webhooks.replay(new WebhookId(id), body));
    }

    @PostMapping("/{id}/archive")
    @Changes(action = "archive_webhook", resource = "webhook")
    Data<Webhook> archive(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of());
        return new Data<>(webhooks.archive(new WebhookId(id)));
    }
}
