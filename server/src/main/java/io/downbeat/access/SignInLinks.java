package io.downbeat.access;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Links that sign a person in once, without a token to copy. Made in a simulation only: whoever reads a terminal, or its
 * scrollback, must not come into a server that sends real invoices.
 *
 * <p>Kept in this server's memory: a link is for the person in front of it, and lives ten minutes. Another server on the same
 * database does not know it, and a restart forgets it.
 */
public final class SignInLinks {
    static final Duration LIFE = Duration.ofMinutes(10);

    /** Links alive at once; beyond that the oldest one is forgotten. */
    static final int MOST = 100;

    private record Made(Caller caller, Instant expiresAt) {}

    private final Sessions sessions;
    private final Transactions transactions;
    private final boolean isSimulation;
    private final InstantSource realTime;
    private final Map<TokenText.Hash, Made> links = new LinkedHashMap<>();

    SignInLinks(Sessions sessions, Transactions transactions, AccessSettings settings) {
        this.sessions = sessions;
        this.transactions = transactions;
        this.isSimulation = settings.isSimulation();
        this.realTime = settings.realTime();
    }

    /**
     * For the caller, as whom its session acts.
     *
     * @throws Refused with 409 on a real server
     */
    public SignInLink make(Caller caller) {
        if (!isSimulation) {
            throw Refused.conflict("this server is no simulation, so it makes no sign-in links; sign in with a token");
        }
        Instant now = realTime.instant();
        String code = TokenText.code();
        Made made = new Made(caller, now.plus(LIFE));
        transactions.run(() -> transactions.publish(Change.of("create_sign_in_link", "sign_in_link", null)
                .to(Map.of("name", caller.name(), "expires_at", made.expiresAt()))));
        keep(TokenText.hash(code), made, now);
        return new SignInLink(SignInLink.PAGES + code, made.expiresAt());
    }

    /** Whether the link with this code still opens a session. Looking at it does not use it. */
    public boolean isLive(String code) {
        return find(code).isPresent();
    }

    /**
     * Opens a session, and the code is used.
     *
     * @return the text for the browser's cookie; empty if the code is unknown, used or too old
     */
    public Optional<String> open(String code) {
        return take(code).map(made -> sessions.open(made.caller(), realTime.instant()));
    }

    private synchronized void keep(TokenText.Hash hash, Made made, Instant now) {
        links.values().removeIf(old -> !now.isBefore(old.expiresAt()));
        if (links.size() >= MOST) {
            links.remove(links.keySet().iterator().next());
        }
        links.put(hash, made);
    }

    private synchronized Optional<Made> find(String code) {
        return Optional.ofNullable(links.get(TokenText.hash(code)))
                .filter(made -> realTime.instant().isBefore(made.expiresAt()));
    }

    /** Looked up and forgotten in one step, or two who press the button at once would both come in. */
    private synchronized Optional<Made> take(String code) {
        Optional<Made> found = find(code);
        links.remove(TokenText.hash(code));
        return found;
    }
}
