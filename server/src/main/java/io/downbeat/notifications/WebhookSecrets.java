package io.downbeat.notifications;

import io.downbeat.platform.secrets.SecretBox;
import java.security.SecureRandom;
import java.util.Base64;

/** What a webhook's messages are signed with. Each is sealed for its own webhook and opens for no other. */
final class WebhookSecrets {
    private static final int BYTES = 32;

    private final SecretBox sealing;
    private final SecureRandom random = new SecureRandom();

    WebhookSecrets(SecretBox sealing) {
        this.sealing = sealing;
    }

    String make() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    byte[] seal(String secret, WebhookId webhook) {
        return sealing.seal(secret, context(webhook));
    }

    /** @throws IllegalStateException if it was sealed with another key, or for another webhook */
    String open(byte[] sealedSecret, WebhookId webhook) {
        return sealing.open(sealedSecret, context(webhook));
    }

    private static String context(WebhookId webhook) {
        return "webhook " + webhook;
    }
}
