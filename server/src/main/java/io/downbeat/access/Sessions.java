package io.downbeat.access;

import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.hashes.Hmac;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Who is signed in to the console. A session lives twelve hours, half an hour when nobody uses it, and no longer than the
 * token it was opened with.
 *
 * <p>The instants given here are real time ({@link AccessSettings#realTime}): a session guards a person's desk, where
 * nobody gets half an hour more because business time stands still, or is signed out because it leaps a month.
 */
public final class Sessions {
    static final Duration LONGEST = Duration.ofHours(12);
    static final Duration IDLE = Duration.ofMinutes(30);

    /** How exact the last use is; a page would else write with every read. */
    private static final Duration EXACTNESS = Duration.ofMinutes(1);

    private final SessionStore store;
    private final ApiTokens tokens;

    Sessions(SessionStore store, ApiTokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    /**
     * @return the text for the browser's cookie; only its hash is kept
     * @throws IllegalStateException if the caller's token is none of this server's
     */
    public String open(Caller caller, Instant now) {
        TokenText.Hash token = tokens.hash(caller)
                .orElseThrow(() -> new IllegalStateException("no token has the id " + caller.tokenId()));
        String text = TokenText.random();
        store.forget(now);
        store.insert(TokenText.hash(text), new SessionStore.Row(token, now, now.plus(LONGEST)));
        return text;
    }

    /** The session with this text, if it has not ended; finding it is using it. */
    public Optional<Session> find(String text, Instant now) {
        return find(text, now, true);
    }

    /** The same without using it: a page that reads itself again does not keep an empty desk's session alive. */
    public Optional<Session> look(String text, Instant now) {
        return find(text, now, false);
    }

    private Optional<Session> find(String text, Instant now, boolean isUse) {
        TokenText.Hash id = TokenText.hash(text);
        return store.find(id)
                .filter(row -> now.isBefore(row.expiresAt())
                        && now.isBefore(row.lastSeenAt().plus(IDLE)))
                .flatMap(row -> tokens.find(row.token()).map(caller -> {
                    if (isUse && !now.isBefore(row.lastSeenAt().plus(EXACTNESS))) {
                        store.seen(id, now);
                    }
                    return new Session(caller, formToken(text), row.expiresAt());
                }));
    }

    /** Signs out. A session that has ended already stays so. */
    public void close(String text) {
        store.delete(TokenText.hash(text));
    }

    /** Made of the session's own secret, so that nothing more is kept, and of no use to whoever reads a form. */
    private static String formToken(String text) {
        byte[] made = Hmac.of(text, "downbeat form token".getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(made);
    }
}
