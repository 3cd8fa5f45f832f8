package io.downbeat.notifications;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
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
    /** Each writes and sends every notification once more. */
    static final int MOST = 20;

    /** @param secret only if this server made it: no other answer ever shows one */
    record Added(WebhookId id, String url, @Nullable String secret, Instant createdAt) {
        @Override
        public String toString() {
            return "Added[id=" + id + "]";
        }
    }

    private final WebhookStore webhooks;
    private final GivenUpNotifications givenUp;
    private final WebhookSecrets secrets;
    private final Ids ids;
    private final Transactions transactions;
    private final NotificationsSettings settings;
    private final InstantSource clock;

    WebhooksApi(
            WebhookStore webhooks,
            GivenUpNotifications givenUp,
            WebhookSecrets secrets,
            Ids ids,
            Transactions transactions,
            NotificationsSettings settings,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.givenUp = givenUp;
        this.secrets = secrets;
        this.ids = ids;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    @PostMapping
    @Changes(action = "create_webhook", resource = "webhook")
    Data<Added> add(
            Body body, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        body.knowsOnly(Set.of("url", "secret"));
        URI url = WebhookUrl.of(body, settings.allowPrivate());
        Optional<String> given = body.optionalText("secret", 16, 255);
        if (given.isEmpty() && idempotencyKey != null) {
            // The answer is kept with the key, and the secret would lie there as plain text.
            throw body.invalid("secret", "is required together with an Idempotency-Key");
        }
        String secret = given.orElseGet(secrets::make);
        return transactions.in(() -> {
            if (webhooks.live() >= MOST) {
                throw Refused.rule("there are " + MOST + " webhooks already; archive one first");
            }
            WebhookId id = new WebhookId(ids.next());
            Instant now = clock.instant();
            webhooks.add(id, url.toString(), secrets.seal(secret, id), now);
            transactions.publish(Change.of("create_webhook", "webhook", id).to(Map.of("host", url.getHost())));
            return new Data<>(new Added(id, url.toString(), given.isEmpty() ? secret : null, now));
        });
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

    @PostMapping("/{id}/archive")
    @Changes(action = "archive_webhook", resource = "webhook")
    Data<Webhook> archive(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of());
        return transactions.in(() -> {
            WebhookId webhook = new WebhookId(id);
            boolean wasLive = webhooks.existing(webhook).archivedAt() == null;
            webhooks.archive(webhook, clock.instant());
            if (wasLive) {
                transactions.publish(Change.of("archive_webhook", "webhook", id));
            }
            givenUp.changed(webhook, clock.instant());
            return new Data<>(webhooks.existing(webhook));
        });
    }
}
