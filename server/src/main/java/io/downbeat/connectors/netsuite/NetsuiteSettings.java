package io.downbeat.connectors.netsuite;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where NetSuite lives and how much is asked of it.
 *
 * @param apiBase in place of each account's own host, without {@code /services}; {@code null} for the real hosts
 * @param requestsAtOnce under way for one account. NetSuite counts what is under way and not what is sent: five for a
 *     standard account, shared with every other integration of it
 * @param statusEvery how often an account with open invoices is asked whether they were paid
 */
public record NetsuiteSettings(@Nullable URI apiBase, int requestsAtOnce, Duration statusEvery) {
    public NetsuiteSettings {
        if (requestsAtOnce < 1) {
            throw new IllegalArgumentException("requests at once: " + requestsAtOnce);
        }
        if (statusEvery.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("status every: " + statusEvery);
        }
        if (apiBase != null && apiBase.toString().endsWith("/")) {
            String text = apiBase.toString();
            apiBase = URI.create(text.substring(0, text.length() - 1));
        }
    }
}
