package io.downbeat.notifications;

import io.downbeat.platform.Change;
import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds webhooks, finds them and archives them; tries one, and sends once more what it never took. */
public final class Webhooks {
    /** Each writes and sends every notification once more. */
    static final int MOST = 20;
    /** In one transaction, which keeps others from the webhook. */
    static final int MOST_REPLAYED = 10_000;
    /** No published type has this name, and it is told to whoever is tried only. */
    static final String TEST = "downbeat.test";

    private final WebhookStore webhooks;
    private final WebhookSecrets secrets;
    private final OutboxStore outbox;
    private final WriteNotifications write;
    private final GivenUpNotifications givenUp;
    private final NotificationsSettings settings;
    private final Ids ids;
    private final Transactions transactions;
    private final InstantSource clock;

    Webhooks(
            WebhookStore webhooks,
            WebhookSecrets secrets,
            OutboxStore outbox,
            WriteNotifications write,
            GivenUpNotifications givenUp,
            NotificationsSettings settings,
            Ids ids,
            Transactions transactions,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.outbox = outbox;
        this.write = write;
        this.givenUp = givenUp;
        this.settings = settings;
        this.ids = ids;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Newest first; one more than the limit, when there are more. */
    public List<Webhook> list(boolean archivedToo, @Nullable PageToken after, int limit) {
        return webhooks.list(archivedToo, after, limit);
    }

    /** @throws Refused as not found if there is none */
    public Webhook existing(WebhookId id) {
        return webhooks.existing(id);
    }

    /**
     * A webhook that was just added.
     *
     * @param secret only if it was made here: it is shown this once
     */
    public record Added(WebhookId id, String url, @Nullable String secret, Instant createdAt) {
        @Override
        public String toString() {
            return "Added[id=" + id + "]";
        }
    }

    /** @throws Refused unless the address may be one, or if there are {@value #MOST} already */
    public Added add(Body body) {
        body.knowsOnly(Set.of("url", "secret"));
        URI url = WebhookUrl.of(body, settings.allowPrivate());
        Optional<String> given = body.optionalText("secret", 16, 255);
        String secret = given.orElseGet(secrets::make);
        return transactions.in(() -> {
            webhooks.oneAtATime();
            if (webhooks.live() >= MOST) {
                throw Refused.rule("there are " + MOST + " webhooks already; archive one first");
            }
            WebhookId id = new WebhookId(ids.next());
            Instant now = clock.instant();
            webhooks.add(id, url.toString(), secrets.seal(secret, id), now);
            transactions.publish(Change.of("create_webhook", "webhook", id).to(Map.of("host", url.getHost())));
            return new Added(id, url.toString(), given.isEmpty() ? secret : null, now);
        });
    }

    /** Nothing is sent to it any more, and what was on its way is cancelled; again it changes nothing. */
    public Webhook archive(WebhookId webhook) {
        return transactions.in(() -> {
            boolean wasLive = webhooks.existing(webhook).archivedAt() == null;
            webhooks.archive(webhook, clock.instant());
            if (wasLive) {
                transactions.publish(Change.of("archive_webhook", "webhook", webhook));
            }
            givenUp.changed(webhook, clock.instant());
            return webhooks.existing(webhook);
        });
    }

    /**
     * Sends it, and no other, a notification that means nothing: signed, retried and written down like any other.
     *
     * @throws Refused if it is archived
     */
    public void sendTest(WebhookId webhook) {
        transactions.run(() -> {
            requireLive(webhook);
            write.write(List.of(new Notification(TEST, Map.of("webhook_id", webhook.value()))), List.of(webhook));
            transactions.publish(Change.of("test_webhook", "webhook", webhook));
        });
    }

    /**
     * What one range came to.
     *
     * @param replayed how many messages are sent once more
     */
    public record Replayed(int replayed) {}

    /**
     * Sends once more what was written for the webhook in {@code [from, to)} and is delivered or given up; what is still on its
     * way stays as it is.
     *
     * @throws Refused if it is archived, if the range is none, or if it holds more than {@value #MOST_REPLAYED}
     */
    public Replayed replay(WebhookId webhook, Body body) {
        body.knowsOnly(Set.of("from", "to"));
        Instant from = body.instant("from");
        Instant to = body.instant("to");
        if (!from.isBefore(to)) {
            throw body.invalid("to", "must be after from");
        }
        return transactions.in(() -> {
            requireLive(webhook);
            if (outbox.ended(webhook, from, to, MOST_REPLAYED + 1) > MOST_REPLAYED) {
                throw Refused.rule("there are more than " + MOST_REPLAYED
                        + " notifications in this range; ask for a shorter one, and for the rest after it");
            }
            int replayed = outbox.replay(webhook, from, to, clock.instant());
            givenUp.changed(webhook, clock.instant());
            transactions.publish(Change.of("replay_webhook", "webhook", webhook)
                    .to(Map.of("from", from, "to", to, "replayed", replayed)));
            return new Replayed(replayed);
        });
    }

    /** Locks it. */
    private void requireLive(WebhookId webhook) {
        webhooks.existing(webhook);
        webhooks.lock(webhook);
        if (webhooks.existing(webhook).archivedAt() != null) {
            throw Refused.rule("the webhook is archived, and nothing is sent to it any more");
        }
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
