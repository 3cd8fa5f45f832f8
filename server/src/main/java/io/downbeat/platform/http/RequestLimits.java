package io.downbeat.platform.http;

import java.time.Duration;

/**
 * How much of a request this server reads.
 *
 * @param bodyTime how long the whole body may take to arrive, from its first byte asked for to its last
 */
public record RequestLimits(Duration bodyTime) {
    /** 16 MiB: a hundred events, or the largest contract, are far below. */
    static final int MOST = Limits.BODY;

    /** 1 MiB of whoever shows no token: a provider's webhook with its largest invoice has a few hundred KiB. */
    static final int MOST_WITHOUT_TOKEN = 1024 * 1024;

    /**
     * Requests without a token that may have their bodies read at once. A webhook takes milliseconds, so that many come
     * only from somebody who holds them open; together they cost 64 MiB, and nobody with a token waits for them.
     */
    static final int WITHOUT_TOKEN_AT_ONCE = 64;

    /** Half a minute: honest bodies take a second; 16 MiB still arrive at 5 Mbit/s. */
    public static final RequestLimits USUAL = new RequestLimits(Duration.ofSeconds(30));

    public RequestLimits {
        if (bodyTime.isNegative() || bodyTime.isZero()) {
            throw new IllegalArgumentException("a body needs some time, not " + bodyTime);
        }
    }
}
