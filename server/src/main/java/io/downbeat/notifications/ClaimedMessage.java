package io.downbeat.notifications;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * A message that this server holds under a lease.
 *
 * @param attempt the number of this request: what is written about an older one changes nothing
 * @param failures in a row before it
 * @param body the frozen JSON
 * @param claimedAt by the database's own clock
 */
record ClaimedMessage(
        WebhookId webhook,
        UUID notification,
        int attempt,
        int failures,
        Instant giveUpAt,
        URI url,
        byte[] sealedSecret,
        String type,
        String body,
        Instant claimedAt) {}
