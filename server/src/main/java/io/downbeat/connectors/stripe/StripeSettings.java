package io.downbeat.connectors.stripe;

import java.net.URI;

/**
 * Where Stripe lives.
 *
 * @param apiBase without {@code /v1}; the real host, a sandbox or a proxy
 * @param callsPerSecond per account, reads included
 * @param sharesOurTime whether Stripe's clock may be compared with ours; not when ours is simulated
 */
public record StripeSettings(URI apiBase, int callsPerSecond, boolean sharesOurTime) {
    /** Stripe takes 100 a second, and 25 of one endpoint; the rest is left to others who use the account. */
    public static final int CALLS_PER_SECOND = 20;

    /** What a sandbox takes. */
    public static final int UNLIMITED = 100_000;

    public StripeSettings {
        if (callsPerSecond < 1) {
            throw new IllegalArgumentException("calls per second: " + callsPerSecond);
        }
        String text = apiBase.toString();
        if (text.endsWith("/")) {
            apiBase = URI.create(text.substring(0, text.length() - 1));
        }
    }
}
