package io.downbeat.outbound;

import io.downbeat.core.Text;
import io.downbeat.platform.secrets.SecretMask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a request came to, in the classes that decide what happens next (providers.md 1.4, 9.2). */
public sealed interface Answer {

    /** What is kept of the exchange; never with a secret in it. */
    Exchange exchange();

    /**
     * @param httpStatus 0 when no status arrived
     * @param requestId the provider's own id of the request, for its support desk
     * @param excerpt the start of the body, or what the network said
     */
    record Exchange(int httpStatus, @Nullable String requestId, String excerpt) {
        private static final int KEPT = 2000;

        public Exchange {
            // A provider may quote what it was sent, or answer with a secret of its own: masked before it is cut, since
            // half a secret may be told by its beginning only.
            excerpt = Text.cut(SecretMask.of(Text.cut(excerpt, 2 * KEPT).replace("\u0000", "")), KEPT);
            requestId = requestId == null ? null : requestId.replace("\u0000", "");
        }

        public static Exchange none(String what) {
            return new Exchange(0, null, what);
        }
    }

    /**
     * Taken.
     *
     * @param ref the provider's id of what was made or changed
     */
    record Accepted(Exchange exchange, @Nullable String ref) implements Answer {}

    /** Certainly without effect, and it passes: the same request under the same key, later. */
    record Retryable(
            Exchange exchange, String reason, @Nullable Duration retryAfter) implements Answer {}

    /** Certainly without effect: the account sends too fast. Slows the whole account. */
    record RateLimited(Exchange exchange, @Nullable Duration retryAfter) implements Answer {}

    /** It may or may not have had its effect: the row becomes UNKNOWN. */
    record Unknown(Exchange exchange, String reason) implements Answer {}

    /**
     * The answer says nothing about now (a replayed error, a step that is done already): ask the provider and go on from
     * what it shows, at once.
     */
    record Stale(Exchange exchange, String reason) implements Answer {}

    /** Refused for good because of what this delivery says. */
    record Refusal(Exchange exchange, String reason) implements Answer {}

    /**
     * Refused because of the account or its credentials: everything that the scope covers waits behind one open circuit.
     */
    record Misconfigured(Exchange exchange, String reason, Scope scope) implements Answer {
        public Misconfigured(Exchange exchange, String reason) {
            this(exchange, reason, Scope.CREDENTIALS);
        }
    }

    /** How much a refusal says no to. */
    enum Scope {
        /** Whatever is called with these credentials: a key or a role that the provider does not accept. */
        CREDENTIALS,
        /** This queue, region or permission only: the same credentials may be good for others. */
        DESTINATION
    }
}
