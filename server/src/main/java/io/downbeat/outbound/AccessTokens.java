package io.downbeat.outbound;

import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The access token of each delivery method, fetched when it is first needed and kept until shortly before its end, or
 * until {@link #forget}. Two threads may fetch at once; both tokens work.
 */
public final class AccessTokens {
    /** What a header can carry: anything else would be quoted in the complaint about it. */
    public static final String SENDABLE = "[\\x21-\\x7E]+";
    /** A token must outlive the request it goes with. */
    private static final Duration EARLY = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Map<DeliveryMethodId, TokenResult.Token> kept = new ConcurrentHashMap<>();

    public AccessTokens(InstantSource clock) {
        this.clock = clock;
    }

    /** What came of asking for one. */
    public sealed interface TokenResult {

        /**
         * What a pre-flight says of the credentials.
         *
         * @param gave if a token came
         */
        default Preflight.Point credentials(String gave) {
            return switch (this) {
                case Token _ -> new Preflight.Point("credentials", Preflight.Verdict.OK, gave);
                case Refused(var why) -> new Preflight.Point("credentials", Preflight.Verdict.FAILED, why);
                case Unavailable(var why, var _) -> new Preflight.Point("credentials", Preflight.Verdict.UNKNOWN, why);
            };
        }

        /** @param until business time */
        record Token(String value, Instant until) implements TokenResult {
            @Override
            public String toString() {
                return "Token[until=" + until + "]";
            }
        }

        /** Somebody said no: credentials that must be mended. {@code why} holds no secret. */
        record Refused(String why) implements TokenResult {}

        /** Nobody answered usefully; it may pass. */
        record Unavailable(String why, @Nullable Duration retryAfter) implements TokenResult {}
    }

    /** How a provider gives out tokens. */
    public interface Grant {
        TokenResult ask();
    }

    /** @param isNew whether it was asked for just now: if the provider refuses it, asking once more is of no use */
    public record UsedToken(TokenResult result, boolean isNew) {}

    public UsedToken of(DeliveryMethodId method, Grant grant) {
        TokenResult.Token known = kept.get(method);
        if (known != null && clock.instant().isBefore(known.until().minus(EARLY))) {
            return new UsedToken(known, false);
        }
        TokenResult result = grant.ask();
        if (result instanceof TokenResult.Token token) {
            kept.put(method, token);
        }
        return new UsedToken(result, true);
    }

    /** The provider refused it: the next question asks for another, with whatever credentials there are by then. */
    public void forget(DeliveryMethodId method) {
        kept.remove(method);
    }
}
