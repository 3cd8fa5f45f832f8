package io.downbeat.sandbox.provider;

import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bearer tokens that a simulated login gave out, until they expire by the sandbox's clock or are revoked. */
public final class IssuedTokens {
    public static final Duration LIFE = Duration.ofHours(1);

    private final SandboxClock clock;
    private final Map<String, Token> issued = new ConcurrentHashMap<>();
    private final IdSeries ids = new IdSeries();

    public IssuedTokens(SandboxClock clock) {
        this.clock = clock;
    }

    /**
     * @param holder whom it was given to
     * @param scopes what it opens
     */
    public record Token(String holder, Set<String> scopes, Instant expires) {}

    public String issue(String prefix, String holder, Set<String> scopes) {
        String token = ids.next(prefix + "-");
        issued.put(token, new Token(holder, scopes, clock.instant().plus(LIFE)));
        return token;
    }

    public Instant expiry() {
        return clock.instant().plus(LIFE);
    }

    /** The token a request carries, if it is still worth something. */
    public Optional<Token> of(Request request) {
        String header = request.header("Authorization");
        if (header == null || !header.startsWith("Bearer ")) {
            return Optional.empty();
        }
        return Optional.ofNullable(issued.get(header.substring("Bearer ".length())))
                .filter(token -> !clock.judges() || clock.instant().isBefore(token.expires));
    }

    public void revokeAll() {
        issued.clear();
    }
}
