package io.downbeat.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signing in to the console: a token is exchanged for a session, and an address that keeps trying wrong ones has to wait.
 *
 * <p>Counted in this server's memory, since the count guards one minute; several servers give a guesser so many times the
 * tries, which 256 bits do not mind. What this spares is the log and whoever chose a poor token for the setting.
 */
public final class SignIn {
    static final int TRIES = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Addresses counted at once; beyond that the one that has waited longest is forgotten. */
    static final int MOST_ADDRESSES = 10_000;

    /** What came of a try. */
    public sealed interface Result {
        /** @param session the text for the cookie */
        record SignedIn(String session) implements Result {
            /** The text is not for printing. */
            @Override
            public String toString() {
                return "SignedIn[]";
            }
        }

        record WrongToken() implements Result {}

        /** @param retryAfter until the address may try again */
        record TooManyTries(Duration retryAfter) implements Result {}
    }

    private record Failures(Instant first, int count) {}

    private final ApiTokens tokens;
    private final Sessions sessions;
    private final Map<String, Failures> failures = new LinkedHashMap<>();

    SignIn(ApiTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /**
     * @param address of the client, as text
     * @param now real time
     */
    public Result signIn(String token, String address, Instant now) {
        String counted = network(address);
        // Counted before the token is looked at, or many tries at once would all be looked at.
        Optional<Duration> wait = takeTry(counted, now);
        if (wait.isPresent()) {
            return new Result.TooManyTries(wait.get());
        }
        return tokens.find(token)
                .<Result>map(caller -> {
                    forget(counted);
                    return new Result.SignedIn(sessions.open(caller, now));
                })
                .orElseGet(Result.WrongToken::new);
    }

    private synchronized Optional<Duration> takeTry(String address, Instant now) {
        Failures so = failures.get(address);
        if (so == null || !now.isBefore(so.first().plus(WINDOW))) {
            failures.remove(address);
            if (failures.size() >= MOST_ADDRESSES) {
                failures.remove(failures.keySet().iterator().next());
            }
            failures.put(address, new Failures(now, 1));
            return Optional.empty();
        }
        if (so.count() >= TRIES) {
            return Optional.of(Duration.between(now, so.first().plus(WINDOW)));
        }
        failures.put(address, new Failures(so.first(), so.count() + 1));
        return Optional.empty();
    }

    /** How many addresses are counted now. */
    synchronized int counted() {
        return failures.size();
    }

    private synchronized void forget(String address) {
        failures.remove(address);
    }

    /** Whoever has one address of IPv6 has the 2^64 of its network as well. */
    private static String network(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8))
                    : address;
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }
}
