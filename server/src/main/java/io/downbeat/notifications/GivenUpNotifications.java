package io.downbeat.notifications;

import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import java.net.URI;
import java.time.Instant;

/**
 * The one incident of a webhook with messages that were given up. Whoever changes how many were given up locks the
 * webhook first, so that of two that do so at once the second counts what the first did.
 */
final class GivenUpNotifications {
    private static final IncidentKind GIVEN_UP = IncidentKind.endingByItself("WEBHOOK_GIVEN_UP", "webhook");

    private final WebhookStore webhooks;
    private final Incidents incidents;

    GivenUpNotifications(WebhookStore webhooks, Incidents incidents) {
        this.webhooks = webhooks;
        this.incidents = incidents;
    }

    void lock(WebhookId webhook) {
        webhooks.lock(webhook);
    }

    /** Counts anew what was given up of the locked webhook. */
    void changed(WebhookId webhook, Instant now) {
        webhooks.find(webhook)
                .filter(found -> found.archivedAt() == null && found.givenUp() > 0)
                .ifPresentOrElse(
                        found -> incidents.raise(report(found), now),
                        () -> incidents.end(GIVEN_UP, webhook.toString(), now));
    }

    /** Names the host only: an address may carry a token. */
    private static IncidentReport report(Webhook webhook) {
        return IncidentReport.of(
                GIVEN_UP,
                webhook.id().toString(),
                "the webhook at " + URI.create(webhook.url()).getRawAuthority() + " did not take " + webhook.givenUp()
                        + " notification(s) in two days; send them again, or archive it");
    }
}
