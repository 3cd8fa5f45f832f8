package io.downbeat.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bearer tokens that a simulated login gave out, until they expire by the sandbox's clock or are revoked. */
final class IssuedTokens {
    static final Duration LIFE = Duration.ofHours(1);

    private final SandboxClock clock;
    private final Map<String, Token> issued = new ConcurrentHashMap<>();
    private final IdSeries ids = new IdSeries();

    IssuedTokens(SandboxClock clock) {
        this.clock = clock;
    }

    /** @param holder whom it was given to; @param scopes what it opens */
    record Token(String holder, Set<String> scopes, Instant expires) {}

    String issue(String prefix, String holder, Set<String> scopes) {
        String token = ids.next(prefix + "-");
        issued.put(token, new Token(holder, scopes, clock.instant().plus(LIFE)));
        return token;
    }

    Instant expiry() {
        return clock.instant().plus(LIFE);
    }

    /** The token a request carries, if it is still worth something. */
    Optional<Token> of(Request request) {
        String header = request.header("Authorization");
        if (header == null || !header.startsWith("Bearer ")) return Optional.empty();
        return Optional.ofNullable(issued.get(header.substring("Bearer ".length())))
                .filter(token -> !clock.judges() || clock.instant().isBefore(token.expires));
    }

    void revokeAll() {
        issued.clear();
    }
}
