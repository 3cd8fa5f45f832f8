package io.downbeat.access;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.callers.Callers;
import io.downbeat.platform.callers.Role;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The API tokens: makes, lists and revokes them, and knows whose one is.
 *
 * <p>The token of the setting is the first administrator's. It has no row, so that it can be changed where it was set and
 * nobody locks everybody out, and appears everywhere under one fixed id and the setting's name, whatever its text is.
 */
public final class ApiTokens implements Callers {
    static final String FIRST_NAME = "DOWNBEAT_API_TOKEN";

    public static final Caller FIRST =
            new Caller(UUID.nameUUIDFromBytes(FIRST_NAME.getBytes(StandardCharsets.UTF_8)), FIRST_NAME, Role.ADMIN);

    /** Names by which the audit log calls others. */
    private static final Set<String> TAKEN = Set.of(FIRST_NAME, AuditActor.SYSTEM_NAME);

    /** How long another server may still let a revoked token in; this one never does. */
    static final Duration REMEMBERED = Duration.ofSeconds(3);

    /** Tokens in use at once are few; beyond this the oldest answers are asked for anew. */
    private static final int MOST_REMEMBERED = 10_000;

    private record Known(ApiToken token, Instant until) {}

    private final TokenStore store;
    private final TokenUses uses;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource realTime;
    private final TokenText.Hash first;
    private final Map<TokenText.Hash, Known> remembered = new ConcurrentHashMap<>();

    ApiTokens(TokenStore store, TokenUses uses, Transactions transactions, Ids ids, AccessSettings settings) {
        this.store = store;
        this.uses = uses;
        this.transactions = transactions;
        this.ids = ids;
        this.realTime = settings.realTime();
        this.first = TokenText.hash(settings.firstToken());
    }

    @Override
    public Optional<Caller> find(String token) {
        if (token.isBlank()) {
            // Whoever shows none is nobody, also where a server was given a blank one.
            return Optional.empty();
        }
        TokenText.Hash hash = TokenText.hash(token);
        if (hash.isSameAs(first)) {
            return Optional.of(FIRST);
        }
        return TokenText.canBeOne(token) ? find(hash) : Optional.empty();
    }

    /** The holder of the token with this hash, unless it was revoked. */
    Optional<Caller> find(TokenText.Hash hash) {
        if (hash.isSameAs(first)) {
            return Optional.of(FIRST);
        }
        Instant now = realTime.instant();
        @Nullable Known known = remembered.get(hash);
        if (known == null || !now.isBefore(known.until())) {
            makeRoom(now);
            // Read inside, so that a revocation which drops the entry waits for the reading, and drops what it found.
            known = remembered.compute(
                    hash,
                    (_, _) -> store.live(hash)
                            .map(token -> new Known(token, now.plus(REMEMBERED)))
                            .orElse(null));
        }
        if (known == null) {
            return Optional.empty();
        }
        uses.used(known.token().id(), now);
        return Optional.of(known.token().caller());
    }

    private void makeRoom(Instant now) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.values().removeIf(known -> !now.isBefore(known.until()));
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
        }
    }

    /** The hash of the caller's token; empty if that was made by nobody here. */
    Optional<TokenText.Hash> hash(Caller caller) {
        return caller.tokenId().equals(FIRST.tokenId()) ? Optional.of(first) : store.hash(caller.tokenId());
    }

    /** @throws Refused if the name is one under which the audit log has somebody else */
    public NewToken create(String name, Role role) {
        if (TAKEN.contains(name)) {
            throw Refused.invalid("name", "is what the audit log calls somebody else; choose another");
        }
        String text = TokenText.make();
        ApiToken token = new ApiToken(ids.next(), name, role, realTime.instant(), null, null);
        transactions.run(() -> {
            store.insert(token, TokenText.hash(text));
            transactions.publish(
                    Change.of("create_token", "api_token", token.id()).to(Map.of("name", name, "role", role.word())));
        });
        return new NewToken(token, text);
    }

    /** The token with this id, revoked or not; the setting's is none of them. */
    public Optional<ApiToken> find(UUID id) {
        return store.find(id);
    }

    /** Every token ever made, oldest first. */
    public List<ApiToken> page(@Nullable UUID after, int limit) {
        return store.page(after, limit);
    }

    /**
     * Ends a token for good, and every session that was opened with it: here as soon as this returns, on other servers
     * within {@link #REMEMBERED}. Asking again changes nothing.
     */
    public ApiToken revoke(UUID id) {
        if (id.equals(FIRST.tokenId())) {
            throw Refused.rule(
                    FIRST_NAME + " is a setting; set another text and start the servers again to take it back");
        }
        ApiToken revoked = transactions.in(() -> {
            ApiToken token = store.lock(id).orElseThrow(() -> Refused.notFound("no token has the id " + id));
            if (token.revokedAt() != null) {
                return token;
            }
            Instant now = realTime.instant();
            store.revoke(id, now);
            transactions.publish(Change.of("revoke_token", "api_token", id)
                    .from(Map.of("name", token.name(), "role", token.role().word())));
            return new ApiToken(id, token.name(), token.role(), token.createdAt(), token.lastUsedAt(), now);
        });
        TokenText.Hash hash = store.hash(id).orElseThrow();
        Transactions.afterCommit(() -> remembered.remove(hash));
        return revoked;
    }
}
