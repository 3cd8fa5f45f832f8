package io.downbeat.notifications;

import java.time.Duration;

/** @param timeout how long one webhook may take for the head of its answer; from a moment to half a minute */
public record NotificationsSettings(Duration timeout) {
    public static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
    public static final NotificationsSettings USUAL = new NotificationsSettings(Duration.ofSeconds(5));

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
