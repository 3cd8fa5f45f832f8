package io.downbeat.outbound;

import java.util.Optional;

/**
 * How the last twenty calls to one account went, as this server saw them. A provider that fails more often than not is
 * left alone for a while: what it gets meanwhile would only become unknown outcomes.
 */
public final class LastCalls {
    static final int KEPT = 20;

    private final boolean[] failed = new boolean[KEPT];
    private int count;
    private int failures;

    /**
     * Notes one call.
     *
     * @return why the account's circuit shall open, once more than half of the last twenty calls failed; the count then
     *     begins anew
     */
    public synchronized Optional<String> add(Answer answer) {
        boolean bad = isFailure(answer);
        int place = count % KEPT;
        if (failed[place]) {
            failures--;
        }
        failed[place] = bad;
        failures += bad ? 1 : 0;
        count++;
        if (count < KEPT || failures * 2 <= KEPT || !bad) {
            return Optional.empty();
        }
        String why =
                failures + " of the last " + KEPT + " calls to this account failed, the last one so: " + what(answer);
        forget();
        return Optional.of(why);
    }

    /** A call that was answered. */
    public synchronized void good() {
        int place = count % KEPT;
        failures -= failed[place] ? 1 : 0;
        failed[place] = false;
        count++;
    }

    public synchronized void forget() {
        java.util.Arrays.fill(failed, false);
        count = 0;
        failures = 0;
    }

    /**
     * Whether the provider, or the way to it, failed: no certain outcome, no connection, 5xx. A 429 is pacing, a refusal
     * is an answer, and wrong credentials open the circuit by themselves.
     */
    public static boolean isFailure(Answer answer) {
        return switch (answer) {
            case Answer.Unknown _ -> true;
            case Answer.Retryable(var exchange, var _, var _) ->
                exchange.httpStatus() == 0 || exchange.httpStatus() >= 500;
            case Answer.Accepted _ -> false;
            case Answer.RateLimited _ -> false;
            case Answer.Stale _ -> false;
            case Answer.Refusal _ -> false;
            case Answer.Misconfigured _ -> false;
        };
    }

    /** What an answer said, for people. */
    public static String what(Answer answer) {
        return switch (answer) {
            case Answer.Unknown(var _, String reason) -> reason;
            case Answer.Retryable(var _, String reason, var _) -> reason;
            case Answer.Accepted _ -> "accepted";
            case Answer.RateLimited _ -> "the provider asks for fewer requests";
            case Answer.Stale(var _, String reason) -> reason;
            case Answer.Refusal(var _, String reason) -> reason;
            case Answer.Misconfigured(var _, String reason, var _) -> reason;
        };
    }
}
