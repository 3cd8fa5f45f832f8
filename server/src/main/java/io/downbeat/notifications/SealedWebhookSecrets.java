package io.downbeat.notifications;

import io.downbeat.platform.secrets.SealedColumn;
import io.downbeat.platform.secrets.SecretBox;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What webhooks sign with, to a change of the secret key. Receivers notice nothing of it. */
public final class SealedWebhookSecrets implements SealedColumn {
    private final WebhookStore webhooks;

    public SealedWebhookSecrets(JdbcClient database) {
        webhooks = new WebhookStore(database);
    }

    @Override
    public String name() {
        return "webhook.sealed_secret";
    }

    @Override
    public int sealAgain(SecretBox box, int most) {
        WebhookSecrets secrets = new WebhookSecrets(box);
        Map<WebhookId, byte[]> others = webhooks.lockSealedOtherwise(box.head(), most);
        others.forEach((id, bytes) -> webhooks.sealAgain(id, secrets.seal(secrets.open(bytes, id), id)));
        return others.size();
    }
}
