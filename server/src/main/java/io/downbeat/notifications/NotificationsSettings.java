package io.downbeat.notifications;

import java.time.Duration;

/**
 * What an operator may choose.
 *
 * @param timeout how long one webhook may take up to the head of its answer, name and connection included; from a moment
 *     to half a minute
 * @param allowPrivate whether webhooks may lead to this machine and to private networks
 */
public record NotificationsSettings(Duration timeout, boolean allowPrivate) {
    public static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
    public static final NotificationsSettings USUAL = new NotificationsSettings(Duration.ofSeconds(5), false);

    public NotificationsSettings {
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("the timeout of a webhook must be more than PT0S, and PT30S at most");
        }
    }

    /** Outlasts a request and what is written about it, so that only a server that died loses its claim. */
    Duration lease() {
        return timeout.plusSeconds(10);
    }
}
