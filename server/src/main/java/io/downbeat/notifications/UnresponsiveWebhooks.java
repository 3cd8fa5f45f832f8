package io.downbeat.notifications;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Webhooks that timed out several times in a row: nothing is sent to them for ten real seconds.
 *
 * <p>Otherwise two days of retries that a simulated clock passes in a moment would each wait for the same hung
 * receiver, and a thousand messages to it would hold as many threads. A webhook that refuses connections or answers
 * with an error costs no time and is never left alone.
 */
final class UnresponsiveWebhooks {
    static final int MANY = 2;
    static final Duration REST = Duration.ofSeconds(10);

    private record Silent(int inARow, long endedAt) {}

    private final Map<WebhookId, Silent> silences = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    UnresponsiveWebhooks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    boolean isLeftAlone(WebhookId webhook) {
        Silent last = silences.get(webhook);
        return last != null && last.inARow >= MANY && nanoTime.getAsLong() - last.endedAt < REST.toNanos();
    }

    void wasSilent(WebhookId webhook) {
        long now = nanoTime.getAsLong();
        silences.merge(webhook, new Silent(1, now), (before, once) -> new Silent(before.inARow + 1, now));
    }

    void wasHeard(WebhookId webhook) {
        silences.remove(webhook);
    }
}
