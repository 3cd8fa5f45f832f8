package io.downbeat.notifications;

import io.downbeat.notifications.WebhookCall.Outcome;
import io.downbeat.platform.work.FailureLog;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** Sends a message signed with its webhook's secret, unless the webhook is left alone for now. */
final class SignedCalls {
    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(SignedCalls.class));

    private final WebhookCall call;
    private final UnresponsiveWebhooks silences;
    private final WebhookSecrets secrets;

    SignedCalls(WebhookCall call, UnresponsiveWebhooks silences, WebhookSecrets secrets) {
        this.call = call;
        this.silences = silences;
        this.secrets = secrets;
    }

    Outcome send(ClaimedMessage message) {
        if (silences.isLeftAlone(message.webhook())) {
            return new Outcome.Failed("not tried: the webhook gave no answer a moment before");
        }
        String secret;
        try {
            secret = secrets.open(message.sealedSecret(), message.webhook());
        } catch (IllegalStateException sealed) {
            FAILURES.tell("webhook " + message.webhook(), sealed);
            return new Outcome.Failed("not tried: the webhook's stored secret does not open; is DOWNBEAT_SECRET_KEY the"
                    + " one it was sealed with?");
        }
        Outcome outcome =
                call.post(message.url(), secret, message.body().getBytes(StandardCharsets.UTF_8), message.claimedAt());
        if (outcome instanceof Outcome.Silent) {
            silences.wasSilent(message.webhook());
        } else {
            silences.wasHeard(message.webhook());
        }
        return outcome;
    }
}
